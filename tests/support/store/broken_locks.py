"""A file system whose `flock` fails, as network file systems without a lock daemon do."""

import fcntl
import os
from dataclasses import dataclass

import pytest

_FLOCK = fcntl.flock


@dataclass
class BrokenLocks:
    """`flock` fails with `code` while it is set, for the given operations alone."""

    code: int | None = None
    operations: int = fcntl.LOCK_EX | fcntl.LOCK_SH

    def flock(self, descriptor: int, operation: int) -> None:
        if self.code is not None and operation & self.operations:
            raise OSError(self.code, os.strerror(self.code))
        _FLOCK(descriptor, operation)


def break_locks(monkeypatch: pytest.MonkeyPatch) -> BrokenLocks:
    """Replace the system call; locks work until a test sets `code`."""
    broken = BrokenLocks()
    monkeypatch.setattr(fcntl, "flock", broken.flock)
    return broken
