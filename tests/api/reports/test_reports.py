"""Executors report events; the service stores them all or none and answers what it stored (contract sections 3, 4)."""

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
    "actor",
    "source",
    "request_id",
    "data",
}
PROGRESS = event("progress_updated", percent_complete=10)
ERROR = event("error_occurred", error_message="m", error_type="execution_error", recoverable=False)


def test_answer_is_the_new_version_with_the_events_as_stored(api: Api, mine: str) -> None:
    cursor = api.cursor(mine)

    response = api.report(mine, [PROGRESS, event("phase_changed", to_phase="a")])

    told = document(response)
    assert told.keys() == {"version", "events"}
    assert told["version"] == 2 == version_of(response.headers["ETag"])
    assert response.headers["ETag"] == api.get(mine).headers["ETag"]
    assert told["events"] == api.events(mine, after=cursor)


def test_event_has_the_envelope_of_the_contract(api: Api, mine: str) -> None:
    epoch, _, n = api.cursor(mine).rpartition("-")

    (told,) = document(api.report(mine, PROGRESS))["events"]

    assert told.keys() == ENVELOPE
    assert told["id"] == f"{epoch}-{int(n) + 1}"
    assert (told["investigation_id"], told["user_id"], told["actor"]) == (mine, api.user_id, api.user_id)
    assert (told["source"], told["version"], told["data"]) == ("USER", 2, {"percent_complete": 10})


def test_list_is_one_version_and_keeps_its_order(api: Api, mine: str) -> None:
    sent = [event("tool_execution_started", tool_name=f"t{n}") for n in range(100)]

    told = document(api.report(mine, sent))

    assert [each["data"]["tool_name"] for each in told["events"]] == [f"t{n}" for n in range(100)]
    assert {each["version"] for each in told["events"]} == {2}
    numbers = [int(each["id"].rpartition("-")[2]) for each in told["events"]]
    assert numbers == list(range(numbers[0], numbers[0] + 100))


@pytest.mark.parametrize("count", [0, 101, 1000])
def test_list_of_none_or_more_than_100_is_refused(api: Api, mine: str, count: int) -> None:
    before = api.get(mine).data

    assert wrong_fields(api.report(mine, [PROGRESS] * count)) == {"events"}
    assert api.get(mine).data == before


@pytest.mark.parametrize(
    "bad",
    [event("invented"), event("progress_updated", percent_complete=200), 7, None, event("log_appended", lines=[])],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_bad_event_in_a_list_stores_none(api: Api, mine: str, bad: Any, place: int) -> None:
    before, cursor = api.get(mine).data, api.cursor(mine)
    sent: list[Any] = [PROGRESS, PROGRESS]
    sent.insert(place, bad)

    fields = wrong_fields(api.report(mine, sent))

    assert all(field.startswith(f"events.{place}") for field in fields)
    assert api.get(mine).data == before
    assert api.events(mine, after=cursor) == []


def test_report_needs_no_precondition_and_takes_none_amiss(api: Api, mine: str) -> None:
    assert api.report(mine, PROGRESS).status_code == 200
    assert api.report(mine, PROGRESS, {"If-Match": api.get(mine).headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("status", ["COMPLETED", "CANCELLED"])
def test_report_after_the_end_is_refused(api: Api, mine: str, status: str) -> None:
    api.changed(mine, status=status)
    before = api.get(mine).data

    told = problem(api.report(mine, PROGRESS), 409, "invalid_transition")

    assert status in told["detail"]
    assert api.get(mine).data == before


def test_report_after_an_error_is_taken(api: Api, mine: str) -> None:
    api.changed(mine, status="ERROR")

    assert api.report(mine, event("log_appended", lines=[{"message": "post mortem"}])).status_code == 200


def test_error_that_cannot_be_recovered_from_ends_in_status_error(api: Api, mine: str) -> None:
    told = document(api.report(mine, ERROR))["events"]

    assert [each["event_type"] for each in told] == ["error_occurred", "status_changed"]
    assert told[1]["data"] == {"from_status": "IN_PROGRESS", "to_status": "ERROR", "final": False}
    assert api.state(mine)["status"] == "ERROR"


def test_second_error_changes_no_status_and_says_so_by_silence(api: Api, mine: str) -> None:
    api.report(mine, ERROR)

    assert [each["event_type"] for each in document(api.report(mine, ERROR))["events"]] == ["error_occurred"]


def test_recoverable_error_leaves_the_status(api: Api, mine: str) -> None:
    recoverable = event("error_occurred", error_message="m", error_type="timeout_error", recoverable=True)

    assert [each["event_type"] for each in document(api.report(mine, recoverable))["events"]] == ["error_occurred"]
    assert api.state(mine)["status"] == "IN_PROGRESS"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("2026-01-15T10:06:00.120Z", "2026-01-15T10:06:00.120Z"),
        ("2026-01-15T12:06:00+02:00", "2026-01-15T10:06:00.000Z"),
        ("2026-01-15T00:06:00.999999-10:00", "2026-01-15T10:06:00.999Z"),
    ],
)
def test_time_given_by_the_executor_is_kept_in_utc(api: Api, mine: str, sent: str, kept: str) -> None:
    report = event("tool_execution_started", sent, tool_name="t")

    (told,) = document(api.report(mine, report))["events"]

    state = api.state(mine)
    assert told["timestamp"] == kept
    assert state["progress"]["tools_executed"][0]["started_at"] == kept
    assert state["updated_at"] > kept


def test_time_that_is_not_given_is_the_services_own(api: Api, mine: str) -> None:
    (told,) = document(api.report(mine, PROGRESS))["events"]

    assert told["timestamp"] == api.state(mine)["updated_at"]


@pytest.mark.parametrize(
    "wrong",
    ["now", "2026-01-15", "2026-01-15T10:06:00", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", 1768471560, [], ""],
)
def test_time_without_a_zone_or_that_is_none_is_refused(api: Api, mine: str, wrong: Any) -> None:
    assert wrong_fields(api.report(mine, PROGRESS | {"timestamp": wrong})) == {"events.0.timestamp"}


def test_reports_of_several_executors_at_once_are_all_taken(api: Api, api_for: ApiFor, mine: str) -> None:
    executors = [api_for(None, "wizard:run") for _ in range(6)]

    def report(n: int) -> int:
        return executors[n].report(mine, event("tool_execution_started", tool_name=f"t{n}")).status_code

    with ThreadPoolExecutor(len(executors)) as pool:
        assert set(pool.map(report, range(len(executors)))) == {200}

    state = api.state(mine)
    assert state["version"] == 1 + len(executors)
    assert {tool["tool_name"] for tool in state["progress"]["tools_executed"]} == {f"t{n}" for n in range(6)}
