"""The lock that allows one service per SQLite file.

Two masters would double rate limits and quotas, because each counts them in its own memory.

gunicorn's master holds the lock, and its workers inherit it. When the master is killed, the lock stays held until the
last worker has noticed and exited.
"""

import fcntl
import os
import time
from pathlib import Path

# A worker notices within a second that its master is gone, and then finishes its writes.
TIMEOUT_S = 15.0
_POLL_INTERVAL_S = 0.1


class ServiceRunning(Exception):
    """Another service serves the database."""


def acquire(database: Path, timeout_s: float = TIMEOUT_S) -> int:
    """Lock `<database>.service` until the process and all processes forked from it have exited; return the descriptor.

    Raises OSError, and ServiceRunning when another service still holds the lock after the timeout.
    """
    descriptor = os.open(f"{database.resolve()}.service", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + timeout_s
    while not _try_lock(descriptor):
        if time.monotonic() > deadline:
            os.close(descriptor)
            raise ServiceRunning(f"{database} is served by another service. Stop it first, or wait for its workers.")
        time.sleep(_POLL_INTERVAL_S)
    return descriptor


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
