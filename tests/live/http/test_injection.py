"""A caller's text never forms a separate frame, field or header line (contract section 7)."""

import json
from typing import Any

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, Document, Person, PersonFor, request
from tests.support.wire.sse_client import SseStream

pytestmark = pytest.mark.live

FRAME = 'id: 9\nevent: forged\ndata: {"id": "forged"}'
FORGED = f"x\n\n{FRAME}\n\n{FRAME}\r\r".replace("\n", "\r") + f"\r\n\r\n{FRAME}\n\n\0\u2028\u2029{FRAME}\n\n\x85\ufeff"
# Database columns limit the length of these texts.
SHORT = f"x\n\n{FRAME}\n\n\r\r\0"
# The name of an investigation must not contain U+0000 (contract section 1).
NAME = SHORT.removesuffix("\0")


def reports() -> list[Document]:
    data = {
        "log_appended": {"lines": [{"message": FORGED, "level": "\n\n", "agent_name": SHORT}]},
        "agent_updated": {"agent_name": SHORT, "status": "run\n\nning"},
        "progress_updated": {"percent_complete": 1, "current_phase": SHORT, "phase_details": {FORGED: [FORGED]}},
        "tool_execution_started": {"tool_name": SHORT, "tool_config": {FORGED: {FORGED: FORGED}}},
        "tool_execution_error": {"tool_name": SHORT, "error_message": FORGED, "error_code": "\r\n\r\n"},
        "error_occurred": {"error_message": FORGED, "recoverable": True, "recovery_action": FORGED},
    }
    return [{"event_type": event_type, "data": each} for event_type, each in data.items()]


def forged_settings(settings: dict[str, Any]) -> dict[str, Any]:
    entity = {"entity_type": "a\n\nb", "entity_id": FORGED, "name": SHORT}
    tool = {"tool_name": SHORT, "parameters": {FORGED: FORGED}}
    return settings | {"name": NAME, "description": FORGED, "entities": [entity], "tools": [tool]}


def check(stream: SseStream, events: list[Document]) -> None:
    """Assert that the stream delivered these events with their ids and types, and otherwise only connection events."""
    delivered = [frame for frame in stream.frames if frame.event_type not in ("connection_established", "state_sync")]
    assert [json.loads(frame.data) for frame in delivered] == events
    assert [(frame.own_id, frame.event_type) for frame in delivered] == [
        (event["id"], event["event_type"]) for event in events
    ]
    assert stream.unknown_fields == []


def test_text_with_line_ends_and_nul_arrives_as_text_live_and_in_replay(
    owner: Person, settings: dict[str, Any]
) -> None:
    investigation_id = owner.create(settings=settings)
    beginning = owner.cursor(investigation_id)
    live = owner.stream(f"/{investigation_id}/stream?after={beginning}")
    changed = owner.change(investigation_id, settings=forged_settings(settings), wizard_step="PROGRESS")
    assert changed.status == 200, changed.body
    reported = owner.call("POST", f"/{investigation_id}/events", reports())
    assert reported.status == 200, reported.body

    live.wait_for("error_occurred")
    replayed = owner.stream(f"/{investigation_id}/stream?after={beginning}")
    replayed.wait_for("error_occurred")
    everything = owner.stream(f"/stream?after={beginning}")
    everything.wait_for("error_occurred")

    events = owner.call("GET", f"/{investigation_id}/poll?after={beginning}").document["events"]
    assert events[-1]["data"]["error_message"] == FORGED
    for stream in (live, replayed, everything):
        check(stream, events)


def test_a_state_with_line_ends_and_nul_is_one_frame(owner: Person, settings: dict[str, Any]) -> None:
    investigation_id = owner.create(settings=forged_settings(settings), wizard_step="PROGRESS")
    assert owner.call("POST", f"/{investigation_id}/events", reports()).status == 200

    one, everything = owner.stream(f"/{investigation_id}/stream"), owner.stream("/stream")
    synced, listed = one.wait_for("state_sync"), everything.wait_for("state_sync")

    assert synced["data"]["state"] == owner.state(investigation_id)
    assert listed["data"]["state"][0]["name"] == " ".join(NAME.split())
    for stream in (one, everything):
        check(stream, [])


@pytest.mark.parametrize("sent", ["a b", "x: y", "data: forged", "caf\xe9", "a\tb", "x" * 5000, '"', "a,b;c"])
def test_a_request_id_that_could_break_a_line_is_replaced(server: LiveServer, owner: Person, sent: str) -> None:
    investigation_id = owner.create()
    stream = owner.stream(f"/{investigation_id}/stream", {"X-Request-ID": sent})
    established = stream.wait_for("connection_established")
    report = {"event_type": "progress_updated", "data": {"percent_complete": 1}}
    headers = owner.bearer | {"X-Request-ID": sent}

    answer = request(server, "POST", f"{BASE}/{investigation_id}/events", headers, report)
    progress = stream.wait_for("progress_updated")

    request_ids = {
        established["request_id"],
        stream.headers["X-Request-ID"],
        progress["request_id"],
        answer.headers["X-Request-ID"],
    }
    assert sent not in request_ids
    assert all(
        request_id.isprintable() and " " not in request_id and len(request_id) <= 128 for request_id in request_ids
    )
    assert progress["request_id"] == answer.headers["X-Request-ID"]


def test_a_user_id_with_line_ends_is_unauthorized(server: LiveServer, person_for: PersonFor) -> None:
    answer = person_for(f"user\n\n{FRAME}\n\n").call("GET", "/stream")

    assert answer.problem == (401, "unauthorized")
