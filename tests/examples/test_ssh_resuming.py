"""What a run of the example makes of an investigation that exists, and of others who change it."""

from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from fake_wizard import FakeWizard
from ssh_log.tools import TOOLS
from ssh_runs import command, held_settings, run


def test_run_after_a_crash_reports_only_the_tools_that_were_not_completed(
    service: FakeWizard, log_path: Path, parse_lines: Any
) -> None:
    executed = [
        {"tool_name": TOOLS[0].name, "status": "COMPLETED"},
        {"tool_name": TOOLS[1].name, "status": "IN_PROGRESS"},
    ]
    progress = {"current_phase": "execution", "tools_executed": executed}
    service.hold(wizard_step="PROGRESS", settings=held_settings(parse_lines), progress=progress)

    assert run(service, log_path, "--investigation-id", "inv_1") == 0

    started = [each["tool_name"] for each in service.of_type("tool_execution_started")]
    assert started == [tool.name for tool in TOOLS[1:]]
    assert [each["to_phase"] for each in service.of_type("phase_changed")] == ["analysis", "finalization"]
    assert service.state is not None
    titles = [finding["title"] for finding in service.state["results"]["findings"]]
    assert "Password guessing from 203.0.113.9" in titles
    assert set(service.state["results"]["entity_summaries"]) == {"root"}


def test_killed_run_is_finished_by_the_next(service: FakeWizard, log_path: Path) -> None:
    process = Popen(command(service, log_path, "--investigation-id", "inv_1", "--delay", "0.01"))

    def kill_at_the_third(event: dict[str, Any]) -> None:
        if event["data"].get("tool_name") == TOOLS[2].name:
            process.kill()
            process.wait()

    service.on_event = kill_at_the_third
    process.wait(timeout=60)
    killed_with = list(service.of_type("tool_execution_completed"))

    assert run(service, log_path, "--investigation-id", "inv_1") == 0

    assert len(killed_with) == 2
    assert [each["tool_name"] for each in service.of_type("tool_execution_completed")] == [tool.name for tool in TOOLS]
    assert service.state is not None
    assert (service.state["status"], service.state["wizard_step"]) == ("COMPLETED", "RESULTS")


def test_run_after_an_error_takes_the_investigation_up_again(
    service: FakeWizard, log_path: Path, parse_lines: Any
) -> None:
    service.hold(wizard_step="PROGRESS", status="ERROR", settings=held_settings(parse_lines))

    assert run(service, log_path, "--investigation-id", "inv_1") == 0

    assert service.updates[0] == {"status": "IN_PROGRESS"}


def test_investigation_prepared_elsewhere_keeps_its_settings(
    service: FakeWizard, log_path: Path, parse_lines: Any
) -> None:
    only = [{"tool_name": "root_attempts", "enabled": True}, {"tool_name": "bursts_over_time", "enabled": False}]
    service.hold(settings={**held_settings(parse_lines), "tools": only})

    run(service, log_path, "--investigation-id", "inv_1")

    assert [each["tool_name"] for each in service.of_type("tool_execution_started")] == ["root_attempts"]


def test_completed_investigation_is_left_alone(
    service: FakeWizard, log_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    service.hold(wizard_step="RESULTS", status="COMPLETED")

    assert run(service, log_path, "--investigation-id", "inv_1") == 0

    assert (service.events, service.updates) == ([], [])
    assert "already COMPLETED" in capsys.readouterr().out


def test_cancelled_investigation_is_stopped_politely(
    service: FakeWizard, log_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def cancel(event: dict[str, Any]) -> None:
        assert service.state is not None
        if event["event_type"] == "tool_execution_completed":
            service.state["status"] = "CANCELLED"

    service.on_event = cancel

    assert run(service, log_path, "--delay", "0.001") == 1

    assert service.state is not None
    assert (service.state["status"], service.state["results"]) == ("CANCELLED", None)
    assert "error_occurred" not in {event["event_type"] for event in service.events}
    assert "stopped: the investigation is CANCELLED" in capsys.readouterr().out


def test_results_are_stored_although_others_change_the_state_meanwhile(service: FakeWizard, log_path: Path) -> None:
    service.refused_updates = 3

    assert run(service, log_path) == 0

    assert service.state is not None
    assert service.state["status"] == "COMPLETED"
