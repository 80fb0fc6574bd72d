"""Critical events are sent again until the client says that it has them (contract section 8)."""

from typing import Any

import pytest

from tests.support.live.users import Person
from tests.support.wire.websocket_client import Event, LiveSocket

pytestmark = pytest.mark.live

MAX_SENDS = 3


@pytest.fixture
def running(owner: Person, settings: dict[str, Any]) -> str:
    return owner.create(settings=settings, wizard_step="PROGRESS")


def report_error(owner: Person, running: str) -> str:
    """Report a critical event and return its id."""
    event = owner.report(running, "error_occurred", error_message="tool crashed", recoverable=True)
    return str(event["id"])


def sends(socket: LiveSocket, event_id: str) -> int:
    return len([message for message in socket.received if message.get("id") == event_id])


def wait_for_last_send(socket: LiveSocket, event_id: str) -> None:
    while sends(socket, event_id) < MAX_SENDS:
        socket.wait_for(lambda message: message.get("id") == event_id)


def receive_everything_so_far(socket: LiveSocket) -> None:
    """Receive the messages sent before now: the answer to a `sync` sent now arrives after them."""
    socket.send(type="sync")
    socket.wait_for(lambda message: message.get("data", {}).get("sync_reason") == "explicit_request")


def test_only_critical_events_are_sent_again_and_at_most_three_times_in_all(
    owner: Person, running: str, results: dict[str, Any]
) -> None:
    socket, witness = owner.socket(running), owner.socket(running)

    ordinary = [owner.log(running, "ordinary")["id"]]
    critical = [report_error(owner, running)]
    owner.change(running, results=results, status="COMPLETED")
    socket.wait_for_event("results_available")
    stored = {event["id"]: event["event_type"] for event in socket.stored}
    critical += [event_id for event_id, event_type in stored.items() if event_type == "results_available"]
    ordinary += [event_id for event_id in stored if event_id not in (*critical, *ordinary)]
    for event_id in critical:
        wait_for_last_send(socket, event_id)
    # A second socket with as many sends measures the same time again.
    later = owner.create()
    second = owner.socket(later)
    wait_for_last_send(second, report_error(owner, later))
    receive_everything_so_far(socket)

    assert [sends(socket, event_id) for event_id in critical] == [MAX_SENDS] * 2
    assert [sends(socket, event_id) for event_id in ordinary] == [1] * len(ordinary)
    copies: list[Event] = [event for event in socket.stored if event["id"] == critical[0]]
    assert copies == [copies[0]] * MAX_SENDS
    assert witness.wait_for_event("error_occurred") == copies[0]


def acknowledged(owner: Person, running: str, socket: LiveSocket, after_sends: int) -> str:
    """Return the id of a critical event that was acknowledged after so many sends.

    On a busy machine the next send may be faster than the acknowledgement; another event is reported then.
    """
    while True:
        event_id = report_error(owner, running)
        while sends(socket, event_id) < after_sends:
            socket.wait_for(lambda message: message.get("id") == event_id)  # noqa: B023
        socket.send(type="ack", id=event_id)
        receive_everything_so_far(socket)
        if sends(socket, event_id) == after_sends:
            return event_id


@pytest.mark.parametrize("after_sends", range(1, MAX_SENDS))
def test_an_acknowledged_event_is_not_sent_again(owner: Person, running: str, after_sends: int) -> None:
    acknowledging, silent = owner.socket(running), owner.socket(running)

    event_id = acknowledged(owner, running, acknowledging, after_sends)
    # The silent socket has received the third copy, so that the other one would have received its copy as well.
    wait_for_last_send(silent, event_id)
    receive_everything_so_far(acknowledging)

    assert sends(acknowledging, event_id) == after_sends


def test_another_id_acknowledges_nothing(owner: Person, running: str) -> None:
    socket = owner.socket(running)
    event_id = report_error(owner, running)
    socket.wait_for_event("error_occurred")

    for other in ("no-such-1", 7, None, ["a"], {"a": 1}):
        socket.send(type="ack", id=other)

    wait_for_last_send(socket, event_id)


def test_a_replayed_critical_event_is_sent_again_until_acknowledged(owner: Person, running: str) -> None:
    beginning = owner.cursor(running)
    event_id = report_error(owner, running)

    socket = owner.socket(running, f"?after={beginning}")

    wait_for_last_send(socket, event_id)
