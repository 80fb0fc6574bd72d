"""How a socket begins: the same as a stream, message by message (contract sections 5 and 8)."""

import pytest

from tests.support.live.users import Person
from tests.support.wire.websocket_client import LiveSocket

pytestmark = pytest.mark.live

SPELLINGS = ("last_event_id", "lastEventId", "last_seen", "after")


@pytest.fixture
def investigation_id(owner: Person) -> str:
    return owner.create()


def test_the_first_message_carries_the_data_a_client_needs_to_resume(owner: Person, investigation_id: str) -> None:
    socket = owner.socket(investigation_id)

    (established,) = socket.received
    assert (established["event_type"], established["investigation_id"]) == ("connection_established", investigation_id)
    assert "id" not in established
    data = established["data"]
    assert data["connection_id"]
    assert (data["transport"], data["heartbeat_interval_ms"]) == ("websocket", 30_000)
    assert data["cursor"] == owner.cursor(investigation_id)
    assert data["current_state"].keys() == {"wizard_step", "status", "last_updated"}


def test_a_connection_without_a_cursor_begins_with_the_state_and_continues_with_new_events(
    owner: Person, investigation_id: str
) -> None:
    socket = owner.socket(investigation_id)
    state_sync = socket.wait_for_event("state_sync")
    event = owner.log(investigation_id, "live")

    assert socket.wait_for_event("log_appended") == event
    assert (state_sync["data"]["sync_reason"], state_sync["data"]["state"]["version"]) == ("initial", 1)
    assert socket.types == ["connection_established", "state_sync", "log_appended"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_with_a_cursor_only_later_events_arrive(owner: Person, investigation_id: str, spelling: str) -> None:
    events = [owner.log(investigation_id, str(number)) for number in range(3)]

    socket = owner.socket(investigation_id, f"?{spelling}={events[0]['id']}")
    events.append(owner.log(investigation_id, "live"))
    while len(socket.stored) < 3:
        socket.wait_for(lambda _: True)

    assert socket.stored == events[1:]
    assert "state_sync" not in socket.types


@pytest.mark.parametrize("cursor", ["zzzz-1", "{}-999999"])
def test_an_unusable_cursor_is_answered_with_the_state_and_then_later_events(
    owner: Person, investigation_id: str, cursor: str
) -> None:
    epoch = owner.cursor(investigation_id).rpartition("-")[0]

    socket = owner.socket(investigation_id, f"?after={cursor.format(epoch)}")
    state_sync = socket.wait_for_event("state_sync")
    event = owner.log(investigation_id, "live")

    assert state_sync["data"]["sync_reason"] == "cursor_expired"
    assert state_sync["data"]["cursor"] == f"{epoch}-1"
    assert socket.wait_for_event("log_appended") == event


def test_the_socket_of_everything_begins_with_the_list_of_active_investigations(owner: Person) -> None:
    ids = [owner.create() for _ in range(2)]

    socket = owner.socket_for_everything()
    state_sync = socket.wait_for_event("state_sync")
    events = [owner.log(investigation_id, "live") for investigation_id in ids]

    assert {state["investigation_id"] for state in state_sync["data"]["state"]} == set(ids)
    assert [socket.wait_for_event("log_appended") for _ in events] == events


@pytest.mark.parametrize(("offered", "agreed"), [(("wizard.v1",), "wizard.v1"), (("other", "wizard.v1"), "wizard.v1")])
def test_the_subprotocol_is_agreed_on(
    owner: Person, investigation_id: str, offered: tuple[str, ...], agreed: str
) -> None:
    assert owner.socket(investigation_id, subprotocols=offered).connection.subprotocol == agreed


def test_a_message_sent_before_the_first_event_arrived_is_handled(owner: Person, investigation_id: str) -> None:
    socket = LiveSocket(owner.server, f"/ws/investigation/{investigation_id}", owner.bearer)
    socket.send(type="sync")

    state_sync = socket.wait_for(lambda message: message.get("data", {}).get("sync_reason") == "explicit_request")

    assert state_sync["data"]["state"] == owner.state(investigation_id)
    socket.close()
