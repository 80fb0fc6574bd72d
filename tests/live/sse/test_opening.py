"""How a stream begins: headers, first bytes, state or replay (contract sections 5 and 7)."""

import re
from typing import Any

import pytest

from tests.support.live.users import Person, PersonFor
from tests.support.wire.sse_client import SseStream

pytestmark = pytest.mark.live

# Query parameters; the header is the fifth spelling.
SPELLINGS = ("last_event_id", "lastEventId", "last_seen", "after")


def opened_at(person: Person, investigation_id: str, spelling: str, cursor: str) -> SseStream:
    if spelling == "Last-Event-ID":
        return person.stream(f"/{investigation_id}/stream", {"Last-Event-ID": cursor})
    return person.stream(f"/{investigation_id}/stream?{spelling}={cursor}")


def test_a_stream_has_the_headers_that_keep_proxies_from_holding_it_back(owner: Person) -> None:
    stream = owner.stream(f"/{owner.create()}/stream")

    assert stream.status == 200
    assert stream.headers["Content-Type"].partition(";")[0] == "text/event-stream"
    assert stream.headers["Cache-Control"] == "no-cache, no-transform"
    assert stream.headers["X-Accel-Buffering"] == "no"
    assert stream.headers["X-Request-ID"]


def test_the_first_bytes_are_a_comment_of_2_kb_then_retry_then_connection_established(owner: Person) -> None:
    stream = owner.stream(f"/{owner.create()}/stream")

    stream.wait_for("connection_established")

    begin = rb":[^\r\n]{2047,}\nretry: [0-9]+\n\nevent: connection_established\ndata: \{[^\r\n]*\}\n\n"
    assert re.match(begin, stream.text)


def test_the_retry_time_is_spread_so_that_clients_do_not_reconnect_all_at_once(owner: Person) -> None:
    investigation_id = owner.create()
    streams = [owner.stream(f"/{investigation_id}/stream") for _ in range(6)]

    for stream in streams:
        stream.wait_for("connection_established")

    assert len({stream.retries[0] for stream in streams}) > 1


def test_connection_established_carries_the_data_a_client_needs_to_resume(
    owner: Person, settings: dict[str, Any]
) -> None:
    investigation_id = owner.create(settings=settings, wizard_step="PROGRESS")
    owner.report(investigation_id, "progress_updated", percent_complete=40)
    state = owner.state(investigation_id)

    stream = owner.stream(f"/{investigation_id}/stream")
    established = stream.wait_for("connection_established")

    assert established["version"] == state["version"]
    assert stream.frames[0].own_id is None
    assert established["investigation_id"] == investigation_id
    assert (established["user_id"], established["source"]) == (owner.user_id, "SYSTEM")
    assert established["request_id"] == stream.headers["X-Request-ID"]
    data = established["data"]
    assert data["connection_id"]
    assert (data["transport"], data["heartbeat_interval_ms"]) == ("sse", 15_000)
    assert data["cursor"] == owner.cursor(investigation_id)
    assert data["current_state"] == {
        "wizard_step": "PROGRESS",
        "status": "IN_PROGRESS",
        "last_updated": state["updated_at"],
        "progress_percent": 40,
    }
    assert established.keys() == owner.log(investigation_id, "a line").keys() - {"id", "committed_at"}


def test_control_events_carry_the_newest_version_that_was_delivered(owner: Person) -> None:
    investigation_id = owner.create()
    one, everything = owner.stream(f"/{investigation_id}/stream"), owner.stream("/stream")
    for stream in (one, everything):
        stream.wait_for("state_sync")

    owner.call("DELETE", f"/{investigation_id}/state", headers={"If-Match": "*"})

    final_events = one.wait_for("investigation_deleted"), one.wait_for("connection_closed")
    assert [event["version"] for event in final_events] == [2, 2]
    assert everything.of("state_sync")[0]["version"] is None


def test_a_stream_without_a_cursor_begins_with_the_state_under_its_cursor_and_continues_with_new_events(
    owner: Person,
) -> None:
    investigation_id = owner.create()
    state = owner.state(investigation_id)

    stream = owner.stream(f"/{investigation_id}/stream")
    state_sync = stream.wait_for("state_sync")
    event = owner.log(investigation_id, "live")
    stream.wait_for("log_appended")

    assert stream.types[:3] == ["connection_established", "state_sync", "log_appended"]
    assert (state_sync["data"]["sync_reason"], state_sync["data"]["state"]) == ("initial", state)
    assert stream.frames[1].own_id == state_sync["data"]["cursor"]
    assert "id" not in state_sync
    assert stream.stored == [event]


def test_a_frame_of_a_stored_event_is_its_id_its_type_and_the_event_on_one_line(owner: Person) -> None:
    investigation_id = owner.create()
    stream = owner.stream(f"/{investigation_id}/stream")
    stream.wait_for("state_sync")

    event = owner.log(investigation_id, "live")
    stream.wait_for("log_appended")

    assert re.fullmatch(f"id: {event['id']}\nevent: log_appended\ndata: \\{{.*\\}}", stream.blocks[-1])


@pytest.mark.parametrize("spelling", ["Last-Event-ID", *SPELLINGS])
def test_with_a_cursor_in_any_spelling_only_later_events_arrive(owner: Person, spelling: str) -> None:
    investigation_id = owner.create()
    events = [owner.log(investigation_id, str(number)) for number in range(4)]

    stream = opened_at(owner, investigation_id, spelling, events[0]["id"])
    stream.wait_for("log_appended", 3)
    events.append(owner.log(investigation_id, "live"))
    stream.wait_for("log_appended", 4)

    assert stream.stored == events[1:]
    assert stream.of("state_sync") == []
    assert stream.of("connection_established")[0]["data"]["cursor"] == events[0]["id"]


def test_the_header_of_a_reconnecting_eventsource_wins_over_the_query_it_was_opened_with(owner: Person) -> None:
    investigation_id = owner.create()
    events = [owner.log(investigation_id, str(number)) for number in range(3)]

    stream = owner.stream(f"/{investigation_id}/stream?after={events[0]['id']}", {"Last-Event-ID": events[1]["id"]})
    stream.wait_for("log_appended")

    assert stream.stored == events[2:]


@pytest.mark.parametrize("spelling", ["Last-Event-ID", *SPELLINGS])
@pytest.mark.parametrize("lost", ["foreign epoch", "future"])
def test_an_unusable_cursor_is_answered_with_the_state_and_then_later_events(
    owner: Person, lost: str, spelling: str
) -> None:
    investigation_id = owner.create()
    epoch = owner.cursor(investigation_id).rpartition("-")[0]
    cursor = f"{epoch}-999999" if lost == "future" else "zzzz-1"

    stream = opened_at(owner, investigation_id, spelling, cursor)
    state_sync = stream.wait_for("state_sync")
    event = owner.log(investigation_id, "live")
    stream.wait_for("log_appended")

    assert state_sync["data"]["sync_reason"] == "cursor_expired"
    assert state_sync["data"]["state"]["investigation_id"] == investigation_id
    assert stream.frames[1].own_id == state_sync["data"]["cursor"] == f"{epoch}-1"
    assert stream.stored == [event]


@pytest.mark.parametrize("spelling", ["Last-Event-ID", *SPELLINGS])
@pytest.mark.parametrize("cursor", ["7", "k7f3", "k7f3-", "k7f3--1", "k7f3-1.5", "K7F3-1"])
def test_a_malformed_cursor_is_a_problem(owner: Person, cursor: str, spelling: str) -> None:
    stream = opened_at(owner, owner.create(), spelling, cursor)

    assert (stream.status, stream.problem["status"], stream.problem["code"]) == (400, 400, "bad_cursor")


def test_the_stream_of_everything_begins_with_the_list_of_active_investigations(owner: Person) -> None:
    ids = [owner.create() for _ in range(3)]

    stream = owner.stream("/stream")
    state_sync = stream.wait_for("state_sync")
    events = [owner.log(investigation_id, "live") for investigation_id in ids]
    stream.wait_for("log_appended", 3)

    assert state_sync["data"]["sync_reason"] == "initial"
    assert {state["investigation_id"] for state in state_sync["data"]["state"]} == set(ids)
    assert stream.frames[1].own_id == state_sync["data"]["cursor"]
    assert stream.stored == events
    assert "current_state" not in stream.of("connection_established")[0]["data"]


def test_a_stream_of_a_missing_or_foreign_investigation_is_not_found(owner: Person, person_for: PersonFor) -> None:
    investigation_id = owner.create()

    unknown, foreign = owner.stream("/no-such/stream"), person_for().stream(f"/{investigation_id}/stream")

    for stream in (unknown, foreign):
        assert (stream.status, stream.problem["code"]) == (404, "not_found")
