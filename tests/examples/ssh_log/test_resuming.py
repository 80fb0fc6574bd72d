"""What a run of the example makes of an investigation that exists, and of others who change it."""

from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from ssh_log.tools import TOOLS

from tests.support.examples.ssh_runs import Service, command, held_settings, reported, run


def test_run_after_a_crash_reports_only_the_tools_that_were_not_completed(
    service: Service, log_path: Path, parse_lines: Any
) -> None:
    service.hold(
        held_settings(parse_lines),
        reported("phase_changed", to_phase="planning"),
        reported("phase_changed", from_phase="planning", to_phase="execution"),
        reported("tool_execution_started", tool_name=TOOLS[0].name),
        reported("tool_execution_completed", tool_name=TOOLS[0].name),
        reported("tool_execution_started", tool_name=TOOLS[1].name),
    )

    assert run(service, log_path) == 0

    started = [each["tool_name"] for each in service.of_type("tool_execution_started")]
    assert started[2:] == [tool.name for tool in TOOLS[1:]]
    entered = [each.get("to_phase") for each in service.of_type("phase_changed")]
    assert entered == ["planning", "execution", "analysis", "finalization", None]
    results = service.state.document["results"]
    assert "Password guessing from 203.0.113.9" in [finding["title"] for finding in results["findings"]]
    assert set(results["entity_summaries"]) == {"root"}


def test_killed_run_is_finished_by_the_next(service: Service, log_path: Path, parse_lines: Any) -> None:
    service.hold(held_settings(parse_lines))
    process = Popen(command(service, log_path, "--delay", "0.01"))
    following = service.client.follow(service.investigation_id, cursor=service.beginning, transports=["long_poll"])
    next(event for event in following if event["data"].get("tool_name") == TOOLS[2].name)
    process.kill()
    process.wait()
    killed_with = [each["tool_name"] for each in service.of_type("tool_execution_completed")]

    assert run(service, log_path) == 0

    names = [tool.name for tool in TOOLS]
    assert killed_with == names[: len(killed_with)]
    assert 2 <= len(killed_with) < len(names)
    assert [each["tool_name"] for each in service.of_type("tool_execution_completed")] == names
    assert (service.state.status, service.state.wizard_step) == ("COMPLETED", "RESULTS")


def test_run_after_an_error_takes_the_investigation_up_again(
    service: Service, log_path: Path, parse_lines: Any
) -> None:
    service.hold(held_settings(parse_lines), reported("error_occurred", error_message="the machine went down"))
    assert service.state.status == "ERROR"

    assert run(service, log_path) == 0

    told = [(each["from_status"], each["to_status"]) for each in service.of_type("status_changed")]
    assert told == [("IN_PROGRESS", "ERROR"), ("ERROR", "IN_PROGRESS"), ("IN_PROGRESS", "COMPLETED")]


def test_investigation_prepared_elsewhere_keeps_its_settings(
    service: Service, log_path: Path, parse_lines: Any
) -> None:
    only = [{"tool_name": "root_attempts", "enabled": True}, {"tool_name": "bursts_over_time", "enabled": False}]
    service.hold({**held_settings(parse_lines), "tools": only})

    run(service, log_path)

    assert [each["tool_name"] for each in service.of_type("tool_execution_started")] == ["root_attempts"]


def test_investigation_without_settings_gets_ours(service: Service, log_path: Path) -> None:
    service.hold(None)

    assert run(service, log_path) == 0

    assert len(service.state.document["settings"]["tools"]) == len(TOOLS)


def test_completed_investigation_is_left_alone(
    service: Service, log_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(service, log_path)
    version = service.state.version

    assert run(service, log_path) == 0

    assert service.state.version == version
    assert "already COMPLETED" in capsys.readouterr().out


def test_cancelled_investigation_is_stopped_politely(
    service: Service, log_path: Path, parse_lines: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    service.hold(held_settings(parse_lines))
    somebody = service.change_when("tool_execution_completed", {"status": "CANCELLED"})

    assert run(service, log_path, "--delay", "0.02") == 1

    somebody.join()
    assert (service.state.status, service.state.document["results"]) == ("CANCELLED", None)
    assert service.of_type("error_occurred") == []
    assert "stopped: The investigation is CANCELLED" in capsys.readouterr().out
