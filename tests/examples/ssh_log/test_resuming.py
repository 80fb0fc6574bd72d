"""A run of the example resumes an existing investigation, and stops when another user ends it."""

from pathlib import Path
from subprocess import Popen
from typing import Any

import pytest
from ssh_log.tools import TOOLS

from tests.support.examples.ssh_runs import Service, command, prepared_settings, reported, run
from tests.support.live.server import LiveServer
from tests.support.live.users import token_of
from wizard_service.client import WizardClient


def test_a_run_after_a_crash_reports_only_the_tools_that_were_not_completed(
    service: Service, log_path: Path, parse_lines: Any
) -> None:
    service.prepare(
        prepared_settings(parse_lines),
        reported("phase_changed", to_phase="planning"),
        reported("phase_changed", from_phase="planning", to_phase="execution"),
        reported("tool_execution_started", tool_name=TOOLS[0].name),
        reported("tool_execution_completed", tool_name=TOOLS[0].name),
        reported("tool_execution_started", tool_name=TOOLS[1].name),
    )

    assert run(service, log_path) == 0

    started = [data["tool_name"] for data in service.of_type("tool_execution_started")]
    assert started[2:] == [tool.name for tool in TOOLS[1:]]
    entered = [data.get("to_phase") for data in service.of_type("phase_changed")]
    assert entered == ["planning", "execution", "analysis", "finalization", None]
    results = service.state.document["results"]
    assert "Password guessing from 203.0.113.9" in [finding["title"] for finding in results["findings"]]
    assert set(results["entity_summaries"]) == {"root"}


@pytest.mark.own_server
def test_a_killed_run_is_finished_by_the_next(
    server: LiveServer, service: Service, log_path: Path, parse_lines: Any
) -> None:
    service.prepare(prepared_settings(parse_lines))
    process = Popen(command(service, log_path, "--delay", "0.01"))
    following = service.client.follow(service.investigation_id, cursor=service.beginning, transports=["long_poll"])
    next(event for event in following if event["data"].get("tool_name") == TOOLS[2].name)
    process.kill()
    process.wait()
    killed_with = [data["tool_name"] for data in service.of_type("tool_execution_completed")]

    assert run(service, log_path) == 0

    names = [tool.name for tool in TOOLS]
    assert killed_with == names[: len(killed_with)]
    assert 2 <= len(killed_with) < len(names)
    assert [data["tool_name"] for data in service.of_type("tool_execution_completed")] == names
    assert (service.state.status, service.state.wizard_step) == ("COMPLETED", "RESULTS")
    server.verify()


def test_a_run_after_an_error_resumes_the_investigation(service: Service, log_path: Path, parse_lines: Any) -> None:
    service.prepare(prepared_settings(parse_lines), reported("error_occurred", error_message="the machine went down"))
    assert service.state.status == "ERROR"

    assert run(service, log_path) == 0

    changes = [(data["from_status"], data["to_status"]) for data in service.of_type("status_changed")]
    assert changes == [("IN_PROGRESS", "ERROR"), ("ERROR", "IN_PROGRESS"), ("IN_PROGRESS", "COMPLETED")]


def test_an_investigation_prepared_elsewhere_keeps_its_settings(
    service: Service, log_path: Path, parse_lines: Any
) -> None:
    only = [{"tool_name": "root_attempts", "enabled": True}, {"tool_name": "bursts_over_time", "enabled": False}]
    service.prepare({**prepared_settings(parse_lines), "tools": only})

    run(service, log_path)

    assert [data["tool_name"] for data in service.of_type("tool_execution_started")] == ["root_attempts"]


def test_an_investigation_without_settings_receives_those_of_the_run(service: Service, log_path: Path) -> None:
    service.prepare(None)

    assert run(service, log_path) == 0

    assert len(service.state.document["settings"]["tools"]) == len(TOOLS)


def test_a_completed_investigation_is_not_changed(
    service: Service, log_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(service, log_path)
    version = service.state.version

    assert run(service, log_path) == 0

    assert service.state.version == version
    assert "already COMPLETED" in capsys.readouterr().out


def test_a_cancelled_investigation_ends_the_run_without_an_error_event(
    service: Service, log_path: Path, parse_lines: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    service.prepare(prepared_settings(parse_lines))
    other_user = service.change_when("tool_execution_completed", {"status": "CANCELLED"})

    assert run(service, log_path, "--delay", "0.02") == 1

    other_user.join()
    assert (service.state.status, service.state.document["results"]) == ("CANCELLED", None)
    assert service.of_type("error_occurred") == []
    assert "stopped: The investigation is CANCELLED" in capsys.readouterr().out


def test_an_investigation_of_another_user_with_the_same_id_receives_nothing(
    service: Service, log_path: Path, parse_lines: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    with WizardClient(service.url, token_of("another analyst")) as other_user:
        other_user.create(investigation_id=service.investigation_id, settings=prepared_settings(parse_lines))
        other_user.access.share(service.investigation_id, service.client.session.user_id(), "editor")
    service.client.invitations.accept(service.investigation_id)
    version = service.state.version

    assert run(service, log_path) == 1

    assert service.state.version == version
    assert "cannot be used" in capsys.readouterr().err
