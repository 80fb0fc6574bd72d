"""`python -m wizard_service watch ID` follows a running service, in a terminal and in a pipe."""

import json
import os
import pty
import signal
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.support.live.server import TIMEOUT_S
from tests.support.live.users import Document, Person
from tests.support.paths import ROOT, WITHOUT_EXTRAS

pytestmark = pytest.mark.live


@pytest.fixture
def investigation_id(owner: Person, settings: Document) -> str:
    investigation_id = owner.create(settings=settings)
    owner.change(investigation_id, wizard_step="PROGRESS")
    return investigation_id


def environment(owner: Person) -> dict[str, str]:
    return {"PYTHONPATH": WITHOUT_EXTRAS, "WIZARD_URL": owner.server.url, "WIZARD_TOKEN": owner.token, "TERM": "xterm"}


def start_watch(owner: Person, *arguments: str, stdout: Any = subprocess.PIPE) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "wizard_service", "watch", *arguments]
    return subprocess.Popen(command, env=environment(owner), stdout=stdout, stderr=subprocess.PIPE, text=True)


def test_with_the_settings_of_the_service_only_the_id_is_needed(
    owner: Person, investigation_id: str, results: Document
) -> None:
    complete(owner, investigation_id, results)
    command = [sys.executable, "-m", "wizard_service", "watch", investigation_id]
    settings = owner.server.environment | {"WIZARD_BIND": owner.server.bind}

    done = subprocess.run(command, check=False, cwd=owner.server.folder, env=settings, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
    assert "COMPLETED" in done.stdout


def wait_for_end(watcher: "subprocess.Popen[str]") -> tuple[int, list[str]]:
    """Wait for the end; return status and lines."""
    stdout, stderr = watcher.communicate(timeout=TIMEOUT_S)
    assert stderr == ""
    return watcher.returncode, stdout.splitlines()


def complete(owner: Person, investigation_id: str, results: Document) -> None:
    assert owner.change(investigation_id, results=results, status="COMPLETED", wizard_step="RESULTS").status == 200


@pytest.mark.parametrize("transport", ["websocket", "sse", "long_poll", "poll"])
def test_each_event_from_a_cursor_to_the_end_is_printed_once_as_json(
    owner: Person, investigation_id: str, results: Document, transport: str
) -> None:
    watcher = start_watch(
        owner, investigation_id, "--json", "--since", owner.beginning(investigation_id), "--transport", transport
    )
    owner.log(investigation_id, "one", "two")
    complete(owner, investigation_id, results)

    status, lines = wait_for_end(watcher)

    assert status == 0
    events = [json.loads(line) for line in lines]
    polled = owner.call("GET", f"/{investigation_id}/poll?after={owner.beginning(investigation_id)}").document["events"]
    assert events == polled
    assert events[-1]["event_type"] == "results_available"


def test_a_pipe_receives_plain_lines_and_the_final_status(
    owner: Person, investigation_id: str, results: Document
) -> None:
    watcher = start_watch(owner, investigation_id, "--since", owner.beginning(investigation_id))
    owner.report(investigation_id, "tool_execution_started", tool_name="failed_logins")
    owner.log(investigation_id, "one\x1b[2J two", "three")
    complete(owner, investigation_id, results)

    status, lines = wait_for_end(watcher)

    assert (status, lines[-1]) == (0, f"{investigation_id} COMPLETED")
    without_time = [line.partition(" ")[2] for line in lines]
    assert "tool_execution_started tool_name=failed_logins" in without_time
    assert "log_appended one\\x1b[2J two" in without_time
    assert "log_appended three" in without_time
    assert not any("\x1b" in line for line in lines)


@pytest.mark.parametrize("status", ["ERROR", "CANCELLED"])
def test_other_final_statuses_are_exit_status_1(owner: Person, investigation_id: str, status: str) -> None:
    watcher = start_watch(owner, investigation_id, "--since", owner.beginning(investigation_id))
    owner.change(investigation_id, status=status)

    assert (wait_for_end(watcher)[0], owner.state(investigation_id)["status"]) == (1, status)


def test_a_deleted_investigation_is_exit_status_1(owner: Person, investigation_id: str) -> None:
    watcher = start_watch(owner, investigation_id, "--since", owner.beginning(investigation_id))
    assert watcher.stdout
    watcher.stdout.readline()

    owner.call("DELETE", f"/{investigation_id}/state", headers={"If-Match": "*"})

    status, lines = wait_for_end(watcher)
    assert (status, lines[-1]) == (1, f"{investigation_id} deleted")


def test_an_investigation_that_has_ended_ends_the_command_at_once(
    owner: Person, investigation_id: str, results: Document
) -> None:
    complete(owner, investigation_id, results)

    assert wait_for_end(start_watch(owner, investigation_id)) == (0, [f"{investigation_id} COMPLETED"])


def test_an_error_that_was_retried_is_not_the_end(owner: Person, investigation_id: str, results: Document) -> None:
    owner.change(investigation_id, status="ERROR")
    owner.change(investigation_id, status="IN_PROGRESS")
    watcher = start_watch(owner, investigation_id, "--since", owner.beginning(investigation_id))
    complete(owner, investigation_id, results)

    assert wait_for_end(watcher)[0] == 0


def test_an_unknown_investigation_is_reported_on_stderr(owner: Person) -> None:
    watcher = start_watch(owner, f"inv-{uuid.uuid4()}")
    stdout, stderr = watcher.communicate(timeout=TIMEOUT_S)

    assert (watcher.returncode, stdout) == (1, "")
    assert "404 not_found" in stderr


def test_an_interrupt_ends_the_command_without_a_traceback(owner: Person, investigation_id: str) -> None:
    # A shell lets background jobs ignore interrupts, and child processes inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    watcher = start_watch(owner, investigation_id, "--since", owner.beginning(investigation_id))
    assert watcher.stdout
    watcher.stdout.readline()

    watcher.send_signal(signal.SIGINT)

    assert wait_for_end(watcher)[0] == 130


def test_a_terminal_shows_bars_that_are_redrawn(owner: Person, investigation_id: str, results: Document) -> None:
    terminal, inner = pty.openpty()
    watcher = start_watch(owner, investigation_id, stdout=inner)
    os.close(inner)
    output = read_until(terminal, b"IN_PROGRESS")
    owner.report(investigation_id, "phase_changed", to_phase="collection")
    owner.report(investigation_id, "tool_execution_progress", tool_name="failed_logins", percent_complete=50)
    owner.log(investigation_id, "newest line")
    output += read_until(terminal, b"newest line")
    complete(owner, investigation_id, results)
    output += read_until(terminal, f"{investigation_id} COMPLETED".encode())
    watcher.communicate(timeout=TIMEOUT_S)
    os.close(terminal)

    text = output.decode()
    assert watcher.returncode == 0
    assert "SSH brute force  PROGRESS  IN_PROGRESS" in text
    assert ">> collection" in text
    assert "[############............]  50 %" in text
    assert "\x1b[J" in text


def read_until(terminal: int, expected: bytes) -> bytes:
    read = b""
    while expected not in read:
        read += os.read(terminal, 65536)
    return read


def test_help_works_without_the_packages_of_the_client(tmp_path: Path) -> None:
    without_httpx2 = "import sys; sys.modules['httpx2'] = None; from wizard_service.cli.main import main; main()"

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-c", without_httpx2, *arguments]
        return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)

    assert run("--help").returncode == 0
    refused = run("watch", "inv_1", "--url", "http://127.0.0.1:9")
    assert (refused.returncode, 'pip install ".[client]"' in refused.stderr) == (1, True)
