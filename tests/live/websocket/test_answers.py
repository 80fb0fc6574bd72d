"""Answering an executor over a socket: the same rules as POST, `message_id` as the idempotency key (section 8)."""

from typing import Any

import pytest

from tests.support.live.users import Document, Person, PersonFor
from tests.support.wire.websocket_client import LiveSocket

pytestmark = pytest.mark.live


@pytest.fixture
def investigation_id(owner: Person, settings: dict[str, Any]) -> str:
    """Return the id of an investigation whose executor asks."""
    asking = owner.create(settings=settings)
    owner.change(asking, wizard_step="PROGRESS")
    owner.report(asking, "input_requested", request_id="q1", prompt="Block it?", kind="confirm")
    return asking


def answer(socket: LiveSocket, message_id: str, given: Any, **members: Any) -> Document:
    return socket.answer_to(type="answer", message_id=message_id, request_id="q1", answer=given, **members)


def test_the_first_answer_counts_and_its_message_may_be_repeated(owner: Person, investigation_id: str) -> None:
    socket = owner.socket(investigation_id)

    first = answer(socket, "m1", True)
    again = answer(socket, "m1", True)
    later = answer(socket, "m2", False)

    given = next((event for event in socket.stored if event["event_type"] == "input_given"), None)
    given = given or socket.wait_for_event("input_given")
    assert (first["status"], first["event_ids"], again) == (200, [given["id"]], first)
    assert (given["source"], given["data"]) == (
        "WEBSOCKET",
        {"request_id": "q1", "answer": True, "answered_by": owner.user_id},
    )
    assert (later["status"], later["code"], later["answer"], later["actor"]) == (
        409,
        "already_answered",
        True,
        owner.user_id,
    )


def test_a_message_that_is_not_valid_or_not_allowed_is_refused(
    owner: Person, person_for: PersonFor, investigation_id: str
) -> None:
    viewer = person_for()
    owner.share(investigation_id, viewer, "viewer")
    socket = owner.socket(investigation_id)

    assert answer(socket, "m1", "yes")["code"] == "validation_error"
    assert answer(socket, "m2", True, other=1)["code"] == "validation_error"
    assert answer(viewer.socket(investigation_id), "m1", True)["code"] == "forbidden"
    assert answer(socket, "m3", True, investigation_id="another")["code"] == "validation_error"
