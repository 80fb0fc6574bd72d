"""`check` and `serve` find a file system that does not lock, before any write is accepted."""

import errno
import fcntl
import os
from pathlib import Path

import pytest

from tests.support.command_line import runner_for
from tests.support.store.broken_locks import BrokenLocks, break_locks
from wizard_service.store.sqlite.migrations import migrate


@pytest.fixture
def locks(monkeypatch: pytest.MonkeyPatch) -> BrokenLocks:
    return break_locks(monkeypatch)


@pytest.mark.parametrize("operation", [fcntl.LOCK_EX, fcntl.LOCK_EX | fcntl.LOCK_SH])
@pytest.mark.parametrize("command", ["check", "serve", "migrate"])
def test_a_command_fails_with_the_reason_when_the_file_system_does_not_lock(
    tmp_path: Path, locks: BrokenLocks, command: str, operation: int
) -> None:
    database = tmp_path / "cli.db"
    migrate(database)
    locks.operations, locks.code = operation, errno.ENOLCK

    result = runner_for(database)(command)

    assert isinstance(result.exception, SystemExit)
    assert result.exit_code == 1
    assert os.strerror(errno.ENOLCK) in result.stderr
