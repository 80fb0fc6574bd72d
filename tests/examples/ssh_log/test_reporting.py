"""A run of the example reports phases, tools and results to a running service."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from ssh_executor.execution import Execution, Steps, with_progress
from ssh_log.finding import ToolResult
from ssh_log.tools import TOOLS, Tool

from tests.support.examples.ssh_lines import LINES, guesses
from tests.support.examples.ssh_runs import Service, prepared_settings, run

PHASES = ["planning", "execution", "analysis", "finalization"]


def test_investigation_runs_from_settings_to_results(service: Service, log_path: Path) -> None:
    assert run(service, log_path) == 0

    state = service.state
    assert (state.status, state.wizard_step) == ("COMPLETED", "RESULTS")
    assert state.document["results"]["visualizations"]["totals"]["failed_passwords"] == 30
    assert set(state.document["results"]["entity_summaries"]) == {"203.0.113.9", "root"}


def test_every_tool_is_reported_with_its_progress(service: Service, log_path: Path) -> None:
    run(service, log_path, "--delay", "0.001")

    names = [tool.name for tool in TOOLS]
    assert [data["tool_name"] for data in service.of_type("tool_execution_started")] == names
    assert [data["tool_name"] for data in service.of_type("tool_execution_completed")] == names
    percents = [
        data["percent_complete"] for data in service.of_type("tool_execution_progress") if data["tool_name"] == names[0]
    ]
    assert percents == [10, 20, 30, 40, 50, 60, 70, 80, 90]
    assert {data["progress"] for data in service.of_type("agent_updated")} >= {0.0, 100.0}


def test_phases_follow_each_other_and_progress_never_goes_back(service: Service, log_path: Path) -> None:
    run(service, log_path)

    changes = [(data.get("from_phase"), data.get("to_phase")) for data in service.of_type("phase_changed")]
    percents = [data["percent_complete"] for data in service.of_type("progress_updated")]
    assert changes == list(zip([None, *PHASES], [*PHASES, None], strict=True))
    assert percents == sorted(percents)
    assert (percents[0], percents[-1]) == (0, 100)
    assert {phase["status"] for phase in service.state.document["progress"]["phases"]} == {"completed"}


def test_events_are_reported_in_batches_and_stamped(service: Service, log_path: Path) -> None:
    run(service, log_path)

    assert 1 <= len(service.reports()) < len(TOOLS)
    stamps = [event["timestamp"] for event in service.events()]
    assert all(stamp.endswith("Z") and datetime.fromisoformat(stamp) for stamp in stamps)


def test_with_a_delay_each_step_is_stored_before_the_next(service: Service, log_path: Path) -> None:
    run(service, log_path, "--delay", "0.001")

    assert max(service.reports()) <= 6


def test_a_tool_that_raises_is_reported_and_the_others_still_run(service: Service, parse_lines: Any) -> None:
    def broken(records: Iterable[Any]) -> ToolResult:
        next(iter(records))
        raise ZeroDivisionError("no lines")

    service.prepare(prepared_settings(parse_lines))
    tools = (Tool("broken", "a", "brute_force", broken), TOOLS[0])

    with service.client.executor(service.investigation_id) as executor:
        results = Execution(Steps(executor, 0.0), parse_lines(*LINES).records, tools).results()

    assert list(results) == [TOOLS[0].name]
    (failed,) = service.of_type("tool_execution_error")
    assert (failed["tool_name"], failed["error_message"]) == ("broken", "ZeroDivisionError: no lines")


def test_unexpected_failure_is_reported_before_it_ends_the_run(
    service: Service, log_path: Path, parse_lines: Any
) -> None:
    unknown = [{"tool_name": "divination", "enabled": True}]
    service.prepare({**prepared_settings(parse_lines), "tools": unknown})

    with pytest.raises(RuntimeError):
        run(service, log_path)

    (error,) = service.of_type("error_occurred")
    assert (error["error_type"], error["recoverable"]) == ("execution_error", False)
    assert service.state.status == "ERROR"


@pytest.mark.parametrize(("count", "percents"), [(1, [90]), (3, [30, 60, 90]), (10, list(range(10, 100, 10))), (0, [])])
def test_progress_is_reported_once_per_mark_and_never_ahead(count: int, percents: list[int], parse_lines: Any) -> None:
    records = parse_lines(*guesses(max(count, 1))).records[:count]
    reported: list[int] = []

    assert tuple(with_progress(records, reported.append)) == records

    assert reported == percents
