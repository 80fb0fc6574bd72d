"""The service's clock decides durations and times of change; what an executor states is shown and decides nothing."""

from typing import Any

import pytest

from tests.support.domain.clock import MovableClock
from tests.support.domain.retention import CALLER, LIMITS, PRINCIPAL, create, require_consistent
from wizard_service.domain.investigations import access, reports
from wizard_service.domain.investigations.state import document_of
from wizard_service.store import Backend

STATED = ["1970-01-01T00:00:00.000Z", "2036-01-01T00:00:00.000Z", None]


def reported(store: Backend, event_type: str, stated: str | None = None, **data: Any) -> None:
    event = {"event_type": event_type, "data": data} | ({"timestamp": stated} if stated else {})
    reports.report(store, LIMITS, CALLER, "i", event)


def progress(store: Backend) -> dict[str, Any]:
    document: dict[str, Any] = document_of(access.get_readable(store, PRINCIPAL, "i"))["progress"]
    return document


def newest_event(store: Backend) -> dict[str, Any]:
    return store.select("SELECT * FROM events ORDER BY commit_seq DESC LIMIT 1")[0]


@pytest.mark.parametrize("start", STATED)
@pytest.mark.parametrize("end", STATED)
def test_the_duration_of_a_tool_is_the_time_between_the_commits_of_its_start_and_end(
    start: str | None, end: str | None, store: Backend, clock: MovableClock
) -> None:
    create(store)
    reported(store, "tool_execution_started", start, tool_name="t")
    clock.move(seconds=7)

    reported(store, "tool_execution_completed", end, tool_name="t")

    assert progress(store)["tools_executed"][0]["duration_ms"] == 7000
    require_consistent(store)


@pytest.mark.parametrize("start", STATED)
@pytest.mark.parametrize("opening", [("phase_changed", "to_phase"), ("progress_updated", "current_phase")])
def test_the_duration_of_a_phase_is_the_time_between_the_commits_of_its_start_and_end(
    opening: tuple[str, str], start: str | None, store: Backend, clock: MovableClock
) -> None:
    create(store)
    event_type, name = opening
    percent = {"percent_complete": 1} if event_type == "progress_updated" else {}
    reported(store, event_type, start, **{name: "a"}, **percent)
    clock.move(seconds=3)
    reported(store, "progress_updated", current_phase="a", percent_complete=2)
    clock.move(seconds=4)

    reported(store, "phase_changed", "2036-01-01T00:00:00.000Z", from_phase="a")

    assert '"from_phase_duration_ms":7000' in newest_event(store)["data"]


def test_a_duration_is_never_negative_when_the_clock_is_set_back(store: Backend, clock: MovableClock) -> None:
    create(store)
    reported(store, "tool_execution_started", tool_name="t")
    clock.move(hours=-1)

    reported(store, "tool_execution_completed", tool_name="t")

    assert progress(store)["tools_executed"][0]["duration_ms"] == 0


def test_no_duration_without_the_start_in_the_log(store: Backend) -> None:
    create(store)
    reported(store, "tool_execution_progress", tool_name="t", percent_complete=5)

    reported(store, "tool_execution_completed", tool_name="t")

    assert "duration_ms" not in progress(store)["tools_executed"][0]


@pytest.mark.parametrize("stated", STATED)
def test_an_event_keeps_what_is_stated_and_the_state_changes_when_it_is_stored(
    stated: str | None, store: Backend, clock: MovableClock
) -> None:
    create(store)
    clock.move(seconds=7)

    reported(store, "progress_updated", stated, percent_complete=1)

    row, event = access.get_readable(store, PRINCIPAL, "i"), newest_event(store)
    assert event["timestamp"] == (stated or event["committed_at"])
    assert row["updated_at"] == event["committed_at"] == "2026-01-01T00:00:07.000Z"
