"""The service stores all reported events or none, and returns the stored events (contract sections 3 and 4)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.api.client import Api, ApiFor, document, event, problem, version_of, wrong_fields

ENVELOPE = {
    "id",
    "event_type",
    "investigation_id",
    "user_id",
    "version",
    "timestamp",
    "committed_at",
    "actor",
    "source",
    "request_id",
    "data",
}
PROGRESS = event("progress_updated", percent_complete=10)
ERROR = event("error_occurred", error_message="m", error_type="execution_error", recoverable=False)


def test_answer_is_the_new_version_with_the_events_as_stored(api: Api, investigation_id: str) -> None:
    cursor = api.cursor(investigation_id)

    response = api.report(investigation_id, [PROGRESS, event("phase_changed", to_phase="a")])

    body = document(response)
    assert body.keys() == {"version", "events"}
    assert body["version"] == 2 == version_of(response.headers["ETag"])
    assert response.headers["ETag"] == api.get(investigation_id).headers["ETag"]
    assert body["events"] == api.events(investigation_id, after=cursor)


def test_event_has_the_envelope_of_the_contract(api: Api, investigation_id: str) -> None:
    epoch, _, n = api.cursor(investigation_id).rpartition("-")

    (recorded,) = document(api.report(investigation_id, PROGRESS))["events"]

    assert recorded.keys() == ENVELOPE
    assert recorded["id"] == f"{epoch}-{int(n) + 1}"
    assert (recorded["investigation_id"], recorded["user_id"], recorded["actor"]) == (
        investigation_id,
        api.user_id,
        api.user_id,
    )
    assert (recorded["source"], recorded["version"], recorded["data"]) == ("USER", 2, {"percent_complete": 10})


def test_list_is_one_version_and_keeps_its_order(api: Api, investigation_id: str) -> None:
    sent = [event("tool_execution_started", tool_name=f"t{n}") for n in range(100)]

    body = document(api.report(investigation_id, sent))

    assert [envelope["data"]["tool_name"] for envelope in body["events"]] == [f"t{n}" for n in range(100)]
    assert {envelope["version"] for envelope in body["events"]} == {2}
    numbers = [int(envelope["id"].rpartition("-")[2]) for envelope in body["events"]]
    assert numbers == list(range(numbers[0], numbers[0] + 100))


@pytest.mark.parametrize("count", [0, 101, 1000])
def test_empty_list_or_more_than_100_reports_are_refused(api: Api, investigation_id: str, count: int) -> None:
    before = api.get(investigation_id).data

    assert wrong_fields(api.report(investigation_id, [PROGRESS] * count)) == {"events"}
    assert api.get(investigation_id).data == before


@pytest.mark.parametrize(
    "bad",
    [event("invented"), event("progress_updated", percent_complete=200), 7, None, event("log_appended", lines=[])],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_bad_event_in_a_list_stores_none(api: Api, investigation_id: str, bad: Any, place: int) -> None:
    before, cursor = api.get(investigation_id).data, api.cursor(investigation_id)
    sent: list[Any] = [PROGRESS, PROGRESS]
    sent.insert(place, bad)

    fields = wrong_fields(api.report(investigation_id, sent))

    assert all(field.startswith(f"events.{place}") for field in fields)
    assert api.get(investigation_id).data == before
    assert api.events(investigation_id, after=cursor) == []


def test_report_needs_no_precondition_and_accepts_any(api: Api, investigation_id: str) -> None:
    assert api.report(investigation_id, PROGRESS).status_code == 200
    assert (
        api.report(investigation_id, PROGRESS, {"If-Match": api.get(investigation_id).headers["ETag"]}).status_code
        == 200
    )


@pytest.mark.parametrize("status", ["COMPLETED", "CANCELLED"])
def test_report_after_the_end_is_refused(api: Api, investigation_id: str, status: str) -> None:
    api.changed(investigation_id, status=status)
    before = api.get(investigation_id).data

    details = problem(api.report(investigation_id, PROGRESS), 409, "invalid_transition")

    assert status in details["detail"]
    assert api.get(investigation_id).data == before


def test_report_after_an_error_is_accepted(api: Api, investigation_id: str) -> None:
    api.changed(investigation_id, status="ERROR")

    assert api.report(investigation_id, event("log_appended", lines=[{"message": "post mortem"}])).status_code == 200


def test_error_that_cannot_be_recovered_from_ends_in_status_error(api: Api, investigation_id: str) -> None:
    events = document(api.report(investigation_id, ERROR))["events"]

    assert [envelope["event_type"] for envelope in events] == ["error_occurred", "status_changed"]
    assert events[1]["data"] == {"from_status": "IN_PROGRESS", "to_status": "ERROR", "final": False}
    assert api.state(investigation_id)["status"] == "ERROR"


def test_second_error_changes_no_status_and_emits_no_status_event(api: Api, investigation_id: str) -> None:
    api.report(investigation_id, ERROR)

    assert [envelope["event_type"] for envelope in document(api.report(investigation_id, ERROR))["events"]] == [
        "error_occurred"
    ]


def test_recoverable_error_leaves_the_status(api: Api, investigation_id: str) -> None:
    recoverable = event("error_occurred", error_message="m", error_type="timeout_error", recoverable=True)

    assert [envelope["event_type"] for envelope in document(api.report(investigation_id, recoverable))["events"]] == [
        "error_occurred"
    ]
    assert api.state(investigation_id)["status"] == "IN_PROGRESS"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2026-01-15T10:06:00.120Z", "2026-01-15T10:06:00.120Z"),
        ("2026-01-15T12:06:00+02:00", "2026-01-15T10:06:00.000Z"),
        ("2026-01-15T00:06:00.999999-10:00", "2026-01-15T10:06:00.999Z"),
    ],
)
def test_timestamp_of_the_executor_is_kept_in_utc(api: Api, investigation_id: str, sent: str, kept: str) -> None:
    report = event("tool_execution_started", sent, tool_name="t")

    (recorded,) = document(api.report(investigation_id, report))["events"]

    state = api.state(investigation_id)
    assert recorded["timestamp"] == kept
    assert state["progress"]["tools_executed"][0]["started_at"] == kept
    assert state["updated_at"] > kept


def test_timestamp_defaults_to_the_time_of_the_service(api: Api, investigation_id: str) -> None:
    (recorded,) = document(api.report(investigation_id, PROGRESS))["events"]

    assert recorded["timestamp"] == api.state(investigation_id)["updated_at"]


@pytest.mark.parametrize(
    "wrong",
    ["now", "2026-01-15", "2026-01-15T10:06:00", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", 1768471560, [], ""],
)
def test_timestamp_without_a_zone_or_malformed_is_refused(api: Api, investigation_id: str, wrong: Any) -> None:
    assert wrong_fields(api.report(investigation_id, PROGRESS | {"timestamp": wrong})) == {"events.0.timestamp"}


def test_concurrent_reports_of_several_executors_are_all_accepted(
    api: Api, api_for: ApiFor, investigation_id: str
) -> None:
    executors = [api_for(None, "wizard:run") for _ in range(6)]

    def report(n: int) -> int:
        return executors[n].report(investigation_id, event("tool_execution_started", tool_name=f"t{n}")).status_code

    with ThreadPoolExecutor(len(executors)) as pool:
        assert set(pool.map(report, range(len(executors)))) == {200}

    state = api.state(investigation_id)
    assert state["version"] == 1 + len(executors)
    assert {tool["tool_name"] for tool in state["progress"]["tools_executed"]} == {f"t{n}" for n in range(6)}
