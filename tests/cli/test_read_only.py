"""`check`, `verify` and `backup` work on a read-only file system; commands that write fail with the reason."""

import os
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.command_line import runner_for
from tests.support.paths import PROGRAMS, ROOT
from tests.support.read_only import read_only_command, run_read_only
from tests.support.store.changes import Change
from tests.support.store.filled_database import filled, opened, query
from tests.support.store.processes import DEADLINE_S
from wizard_service.store.sqlite.connection import connect_existing

KEY = "SELECT value FROM meta WHERE key = 'newest'"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "data"
    path.mkdir()
    filled(path / "w.db", users=1, each=3, lines=2)
    # A stopped service leaves no log, and a copy on a medium has no sidecar files.
    for leftover in path.glob("w.db?*"):
        leftover.unlink()
    return path


@pytest.mark.parametrize("command", ["check", "verify", "verify state", "verify audit", "migrate --status"])
def test_a_command_that_only_reads_works_on_a_read_only_file_system(folder: Path, command: str) -> None:
    before = sorted(folder.iterdir())

    result = run_read_only(folder, folder / "w.db", *command.split())

    assert (result.returncode, result.stderr) == (0, "")
    assert sorted(folder.iterdir()) == before


def test_a_backup_of_a_read_only_file_system_is_complete(folder: Path, tmp_path: Path) -> None:
    result = run_read_only(folder, folder / "w.db", "backup", str(tmp_path / "copy.db"))

    assert (result.returncode, result.stderr) == (0, "")
    ids = "SELECT investigation_id FROM investigation_states ORDER BY 1"
    assert query(tmp_path / "copy.db", ids) == query(folder / "w.db", ids)


def test_commits_in_the_log_of_a_running_service_are_read(folder: Path, tmp_path: Path) -> None:
    with closing(opened(folder / "w.db")) as store:
        store.write(Change("newest", "in the log"))

        result = run_read_only(folder, folder / "w.db", "backup", str(tmp_path / "copy.db"))
        checked = run_read_only(folder, folder / "w.db", "check")

    assert (result.returncode, checked.returncode) == (0, 0), result.stderr + checked.stderr
    assert query(tmp_path / "copy.db", KEY) == [("in the log",)]


@pytest.mark.parametrize("command", ["check", "verify", "backup copy.db"])
def test_a_log_that_cannot_be_read_is_named_and_not_passed_over(folder: Path, tmp_path: Path, command: str) -> None:
    copied = tmp_path / "copied"
    copied.mkdir()
    with closing(connect_existing(folder / "w.db")) as connection:
        connection.execute("INSERT INTO meta (key, value) VALUES ('newest', 'in the log')")
        connection.commit()
        for suffix in ("", "-wal"):
            shutil.copy(folder / f"w.db{suffix}", copied / f"w.db{suffix}")

    result = run_read_only(copied, copied / "w.db", *command.split())

    assert result.returncode == 1
    assert "w.db-wal cannot be read without w.db-shm" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", ["migrate", "purge", "recover", "restore w.db"])
def test_a_command_that_writes_fails_with_the_reason(folder: Path, command: str) -> None:
    shutil.copy(folder / "w.db", folder.parent / "w.db")
    arguments = [str(folder.parent / "w.db") if word == "w.db" else word for word in command.split()]

    result = run_read_only(folder, folder / "w.db", *arguments)

    assert result.returncode == 1
    assert "ead-only file system" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_restore_reads_a_backup_from_a_read_only_file_system(folder: Path, tmp_path: Path) -> None:
    runner_for(folder / "w.db")("backup", str(folder / "copy.db"))

    result = run_read_only(folder, tmp_path / "new.db", "restore", str(folder / "copy.db"))

    assert (result.returncode, result.stderr) == (0, "")


def test_a_file_that_changes_while_it_is_read_without_locks_is_not_trusted(folder: Path) -> None:
    program = [sys.executable, str(PROGRAMS / "store" / "read_slowly.py"), str(folder / "w.db")]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        read_only_command(folder, *program), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == '"reading"\n'
        query(folder / "w.db", "INSERT INTO meta (key, value) VALUES ('newest', 'by another mount')")

        answer, _ = reader.communicate("\n", timeout=DEADLINE_S)

    assert "was changed while it was read" in answer
