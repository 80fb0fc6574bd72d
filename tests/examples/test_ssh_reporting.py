"""What a run of the example reports, over real HTTP to a service in memory."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from fake_wizard import FakeWizard
from ssh_executor.execution import Execution, with_progress
from ssh_executor.phases import PHASES
from ssh_executor.reporter import Reporter
from ssh_lines import LINES, guesses
from ssh_log.finding import ToolResult
from ssh_log.tools import TOOLS, Tool
from ssh_runs import held_settings, run

from wizard_service.client import WizardClient


def test_investigation_runs_from_settings_to_results(service: FakeWizard, log_path: Path) -> None:
    assert run(service, log_path) == 0

    assert service.state is not None
    assert (service.state["status"], service.state["wizard_step"]) == ("COMPLETED", "RESULTS")
    assert service.updates[0] == {"wizard_step": "PROGRESS"}
    assert service.state["results"]["visualizations"]["totals"]["failed_passwords"] == 30
    assert set(service.state["results"]["entity_summaries"]) == {"203.0.113.9", "root"}


def test_every_tool_is_reported_with_its_progress(service: FakeWizard, log_path: Path) -> None:
    run(service, log_path)

    names = [tool.name for tool in TOOLS]
    assert [each["tool_name"] for each in service.of_type("tool_execution_started")] == names
    assert [each["tool_name"] for each in service.of_type("tool_execution_completed")] == names
    percents = [
        each["percent_complete"] for each in service.of_type("tool_execution_progress") if each["tool_name"] == names[0]
    ]
    assert percents == [10, 20, 30, 40, 50, 60, 70, 80, 90]
    assert {each["progress"] for each in service.of_type("agent_updated")} >= {0.0, 100.0}


def test_phases_follow_each_other_and_progress_never_goes_back(service: FakeWizard, log_path: Path) -> None:
    run(service, log_path)

    changes = [(each["from_phase"], each["to_phase"]) for each in service.of_type("phase_changed")]
    percents = [each["percent_complete"] for each in service.of_type("progress_updated")]
    assert changes == list(zip(list(PHASES)[:-1], list(PHASES)[1:], strict=True))
    assert percents == sorted(percents)
    assert (percents[0], percents[-1]) == (0, 100)


def test_events_are_reported_in_small_batches_and_stamped(service: FakeWizard, log_path: Path) -> None:
    run(service, log_path)

    assert len(service.report_sizes) > 1
    assert max(service.report_sizes) <= 100
    stamps = [event["timestamp"] for event in service.events]
    assert stamps == sorted(stamps)
    assert all(stamp.endswith("Z") and datetime.fromisoformat(stamp) for stamp in stamps)


def test_with_a_delay_each_step_is_reported_alone(service: FakeWizard, log_path: Path) -> None:
    run(service, log_path, "--delay", "0.001")

    assert max(service.report_sizes) <= 5


def test_tool_that_raises_is_reported_and_the_others_go_on(service: FakeWizard, parse_lines: Any) -> None:
    def broken(records: Any) -> ToolResult:
        next(iter(records))
        raise ZeroDivisionError("no lines")

    service.hold(wizard_step="PROGRESS")
    tools = (Tool("broken", "a", "brute_force", broken), TOOLS[0])
    with WizardClient(service.url, "t0ken") as client:
        reporter = Reporter(client, "inv_1")

        results = Execution(reporter, parse_lines(*LINES).records, tools, frozenset()).run()
        reporter.flush()

    assert list(results) == [TOOLS[0].name]
    (failed,) = service.of_type("tool_execution_error")
    assert (failed["tool_name"], failed["error_message"]) == ("broken", "ZeroDivisionError: no lines")


def test_unexpected_failure_is_reported_before_it_ends_the_run(
    service: FakeWizard, log_path: Path, parse_lines: Any
) -> None:
    service.hold(wizard_step="PROGRESS", settings={**held_settings(parse_lines), "tools": []})

    with pytest.raises(RuntimeError):
        run(service, log_path, "--investigation-id", "inv_1")

    (error,) = service.of_type("error_occurred")
    assert (error["error_type"], error["recoverable"]) == ("execution_error", False)


@pytest.mark.parametrize(("count", "percents"), [(1, [90]), (3, [30, 60, 90]), (10, list(range(10, 100, 10))), (0, [])])
def test_progress_is_told_once_per_mark_and_never_ahead(count: int, percents: list[int], parse_lines: Any) -> None:
    records = parse_lines(*guesses(max(count, 1))).records[:count]
    told: list[int] = []

    assert tuple(with_progress(records, told.append)) == records

    assert told == percents
