"""Changing a state over a socket: the same rules as PATCH, `message_id` as the idempotency key (contract section 8)."""

from typing import Any

import pytest

from tests.support.live.users import Document, Person
from tests.support.wire.websocket_client import LiveSocket

pytestmark = pytest.mark.live

RENAMED = {"settings": {"name": "renamed"}}


@pytest.fixture
def investigation_id(owner: Person, settings: dict[str, Any]) -> str:
    return owner.create(settings=settings)


@pytest.fixture
def socket(owner: Person, investigation_id: str) -> LiveSocket:
    return owner.socket(investigation_id)


def update(socket: LiveSocket, message_id: str, **members: Any) -> Document:
    return socket.answer_to(type="update", message_id=message_id, **members)


def test_an_update_is_answered_with_its_version_and_events_and_reaches_all_watchers(
    owner: Person, investigation_id: str, socket: LiveSocket
) -> None:
    stream = owner.stream(f"/{investigation_id}/stream")
    stream.wait_for("state_sync")

    answer = update(socket, "m1", version=1, changes=RENAMED)
    updated = stream.wait_for("state_updated")

    assert answer == {
        "type": "result",
        "message_id": "m1",
        "status": 200,
        "version": 2,
        "event_ids": [event["id"] for event in stream.stored],
    }
    assert (updated["source"], updated["actor"], updated["version"]) == ("WEBSOCKET", owner.user_id, 2)
    assert updated["data"]["changes"] == RENAMED
    received = next((event for event in socket.stored if event["id"] == updated["id"]), None)
    assert (received or socket.wait_for_event("state_updated")) == updated
    assert owner.state(investigation_id)["settings"]["name"] == "renamed"


def test_an_update_that_changes_nothing_is_answered_with_the_version_as_it_is(
    owner: Person, investigation_id: str, socket: LiveSocket
) -> None:
    answer = update(socket, "m1", version=1, changes={})
    after = update(socket, "m2", version=1, changes=RENAMED)

    assert answer == {"type": "result", "message_id": "m1", "status": 200, "version": 1, "event_ids": []}
    assert after["version"] == 2


def test_the_same_message_sent_again_is_answered_the_same_and_changes_nothing_more(
    owner: Person, investigation_id: str, socket: LiveSocket
) -> None:
    first = update(socket, "m1", version=1, changes=RENAMED)
    owner.change(investigation_id, settings={"name": "meanwhile"})

    again = update(socket, "m1", version=1, changes=RENAMED)
    elsewhere = update(owner.socket(investigation_id), "m1", version=1, changes=RENAMED)

    assert (first["status"], again, elsewhere) == (200, first, first)
    state = owner.state(investigation_id)
    assert (state["version"], state["settings"]["name"]) == (3, "meanwhile")


def test_a_message_id_used_for_another_change_is_a_mismatch(
    owner: Person, investigation_id: str, socket: LiveSocket
) -> None:
    update(socket, "m1", version=1, changes=RENAMED)

    answer = update(socket, "m1", version=2, changes={"settings": {"name": "other"}})

    assert (answer["status"], answer["code"]) == (409, "idempotency_mismatch")
    assert owner.state(investigation_id)["version"] == 2


def test_a_message_id_never_returns_the_outcome_for_another_investigation(
    owner: Person, socket: LiveSocket, settings: dict[str, Any]
) -> None:
    other_id = owner.create(settings=settings)
    update(socket, "m1", version=1, changes=RENAMED)

    answer = update(owner.socket(other_id), "m1", version=1, changes=RENAMED)

    # Either done here too, or refused as PATCH refuses the key of another request; never a 200 for what was not done.
    name = owner.state(other_id)["settings"]["name"]
    refused = (answer["status"], answer.get("code")) == (409, "idempotency_mismatch")
    assert name == "renamed" or refused, f"answered {answer}, but the name is {name}"


def test_a_stale_version_is_a_conflict_that_shows_the_current_state(
    owner: Person, investigation_id: str, socket: LiveSocket
) -> None:
    owner.change(investigation_id, settings={"name": "meanwhile"})

    answer = update(socket, "m1", version=1, changes=RENAMED)

    assert (answer["type"], answer["status"], answer["message_id"]) == ("result", 409, "m1")
    assert {"title", "detail", "request_id"} <= answer.keys()
    assert answer["code"] == "version_conflict"
    assert answer["current_version"] == 2
    assert answer["state"] == owner.state(investigation_id)
    assert (answer["actor"], answer["changes"]["settings"]) == (owner.user_id, {"name": "meanwhile"})
    assert {"etag", "changed_at"} <= answer.keys()


def test_a_conflict_is_not_replayed_once_the_version_is_right(
    owner: Person, investigation_id: str, socket: LiveSocket
) -> None:
    owner.change(investigation_id, settings={"name": "meanwhile"})
    update(socket, "m1", version=1, changes=RENAMED)

    answer = update(socket, "m2", version=2, changes=RENAMED)

    assert (answer["status"], answer["version"]) == (200, 3)


def test_an_update_without_a_version_is_refused(owner: Person, investigation_id: str, socket: LiveSocket) -> None:
    answer = update(socket, "m1", changes=RENAMED)

    assert (answer["status"], answer["code"]) == (428, "precondition_required")
    assert owner.state(investigation_id)["version"] == 1


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"version": 1, "changes": {"settings": {"name": 5}}}, "settings.name"),
        ({"version": 1, "changes": {"wizard_step": "SOMEWHERE"}}, "changes.wizard_step"),
        ({"version": 1, "changes": {"colour": "blue"}}, "changes.colour"),
        ({"version": 1, "changes": []}, "changes"),
        ({"version": 1}, "changes"),
        ({"version": "1", "changes": RENAMED}, "version"),
        ({"version": 0, "changes": RENAMED}, "version"),
        ({"version": 1, "changes": RENAMED, "colour": "blue"}, "colour"),
    ],
)
def test_an_update_that_is_not_valid_names_the_field(
    owner: Person, investigation_id: str, socket: LiveSocket, members: dict[str, Any], field: str
) -> None:
    answer = update(socket, "m1", **members)

    assert (answer["status"], answer["code"]) == (422, "validation_error")
    named = {error["field"].removeprefix("changes.") for error in answer["errors"]}
    assert field.removeprefix("changes.") in named
    assert owner.state(investigation_id)["version"] == 1


def test_a_transition_that_is_not_allowed_is_refused(owner: Person, investigation_id: str, socket: LiveSocket) -> None:
    answer = update(socket, "m1", version=1, changes={"wizard_step": "RESULTS"})

    assert (answer["status"], answer["code"]) == (409, "invalid_transition")
    assert owner.state(investigation_id)["wizard_step"] == "SETTINGS"


def test_a_socket_that_follows_everything_updates_the_investigation_it_names(
    owner: Person, investigation_id: str
) -> None:
    socket = owner.socket_for_everything()

    nameless = update(socket, "m1", version=1, changes=RENAMED)
    named = update(socket, "m2", investigation_id=investigation_id, version=1, changes=RENAMED)

    assert (nameless["status"], nameless["code"]) == (422, "validation_error")
    assert (named["status"], owner.state(investigation_id)["settings"]["name"]) == (200, "renamed")


def test_a_socket_of_one_investigation_updates_no_other(owner: Person, socket: LiveSocket, settings: Document) -> None:
    other_id = owner.create(settings=settings)

    answer = update(socket, "m1", investigation_id=other_id, version=1, changes=RENAMED)

    assert (answer["status"], answer["code"]) == (422, "validation_error")
    assert owner.state(other_id)["version"] == 1


def test_sync_is_answered_with_the_state_as_it_is_now(owner: Person, investigation_id: str, socket: LiveSocket) -> None:
    socket.wait_for_event("state_sync")
    owner.change(investigation_id, settings={"name": "meanwhile"})

    socket.send(type="sync")
    state_sync = socket.wait_for(lambda message: message.get("data", {}).get("sync_reason") == "explicit_request")

    assert (state_sync["event_type"], state_sync["data"]["state"]) == ("state_sync", owner.state(investigation_id))
    assert state_sync["data"]["cursor"] == owner.cursor(investigation_id)
