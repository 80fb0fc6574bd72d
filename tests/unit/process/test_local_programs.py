"""Programs that the service starts: one for each purpose, few in all, without its secrets, ended with the service."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import PROGRAMS, ROOT
from tests.support.processes import is_running
from tests.support.store.processes import wait_until
from wizard_service.process.local_programs import MAX_RUNNING, AlreadyRunning, LocalPrograms, TooManyPrograms

ENDLESS = (sys.executable, "-c", "import signal; signal.pause()")


@pytest.fixture
def programs() -> Iterator[LocalPrograms]:
    started = LocalPrograms()
    yield started
    started.stop()


def can_start(programs: LocalPrograms, purpose: str) -> bool:
    try:
        programs.start(purpose, ENDLESS, {})
    except (AlreadyRunning, TooManyPrograms):
        return False
    return True


def test_one_program_runs_for_a_purpose_and_the_next_after_it(programs: LocalPrograms) -> None:
    programs.start("inv_1", ENDLESS, {})

    with pytest.raises(AlreadyRunning):
        programs.start("inv_1", ENDLESS, {})
    programs.stop()
    wait_until(lambda: can_start(programs, "inv_1"))


def test_few_programs_run_at_a_time(programs: LocalPrograms) -> None:
    for number in range(MAX_RUNNING):
        programs.start(f"inv_{number}", ENDLESS, {})

    with pytest.raises(TooManyPrograms):
        programs.start("inv_more", ENDLESS, {})


def test_a_program_gets_its_variables_and_none_of_the_service(
    programs: LocalPrograms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIZARD_JWT_SECRET", "secret")
    written = tmp_path / "environment"
    script = "import os, sys; open(sys.argv[1], 'w').write(f'{dict(os.environ)} end')"

    programs.start("inv_1", (sys.executable, "-c", script, str(written)), {"WIZARD_TOKEN": "t"})

    wait_until(lambda: written.exists() and written.read_text().endswith("end"))
    assert "'WIZARD_TOKEN': 't'" in written.read_text()
    assert "WIZARD_JWT_SECRET" not in written.read_text()


def test_a_program_that_cannot_be_started_takes_no_place(programs: LocalPrograms) -> None:
    for _ in range(MAX_RUNNING + 1):
        with pytest.raises(OSError, match="No such file"):
            programs.start("inv_1", ("/nonexistent",), {})


def test_a_killed_worker_leaves_no_program(tmp_path: Path) -> None:
    number, worker = tmp_path / "pid", PROGRAMS / "process" / "start_local_program.py"
    command = [sys.executable, str(worker), str(number)]
    with subprocess.Popen(command, env={"PYTHONPATH": str(ROOT)}) as running:
        wait_until(lambda: number.exists() and number.read_text() != "")

        running.kill()

    wait_until(lambda: not is_running(int(number.read_text())))


def test_stopping_ends_every_program(programs: LocalPrograms, tmp_path: Path) -> None:
    number = tmp_path / "pid"
    script = "import os, signal, sys; open(sys.argv[1], 'w').write(str(os.getpid())); signal.pause()"
    programs.start("inv_1", (sys.executable, "-c", script, str(number)), {})
    wait_until(lambda: number.exists() and number.read_text() != "")

    programs.stop()

    gone = subprocess.run(["kill", "-0", number.read_text()], check=False, capture_output=True)
    assert gone.returncode == 1
