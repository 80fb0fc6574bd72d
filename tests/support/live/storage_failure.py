"""Ways to keep a running server from storing anything."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.live.server import LiveServer
from wizard_service.store.sqlite.lock_file import LockFile


@contextmanager
def writes_blocked(server: LiveServer) -> Iterator[None]:
    """Hold the lock that every writing process waits for."""
    lock = LockFile(server.database)
    with lock.held():
        yield
    lock.close()
