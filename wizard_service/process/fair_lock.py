"""A lock that the users of a service take in rotation."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from .fair_queue import FairQueue


class FairLock:
    """A lock whose waiters belong to flows, see `FairQueue`."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_held = False
        self._waiting: FairQueue[threading.Event] = FairQueue()

    @contextmanager
    def held(self, flow: str) -> Iterator[None]:
        """Hold the lock during the block."""
        self._acquire(flow)
        try:
            yield
        finally:
            self._release()

    def _acquire(self, flow: str) -> None:
        with self._guard:
            if not self._is_held:
                self._is_held = True
                return
            admitted = threading.Event()
            self._waiting.add(flow, admitted)
        try:
            admitted.wait()
        except BaseException:
            self._withdraw(flow, admitted)
            raise

    def _release(self) -> None:
        with self._guard:
            self._is_held = bool(self._waiting)
            if self._is_held:
                self._waiting.pop().set()

    def _withdraw(self, flow: str, admitted: threading.Event) -> None:
        # A greenlet may be killed while it waits, even after the lock was handed to it.
        if admitted.is_set():
            self._release()
            return
        with self._guard:
            self._waiting.remove(flow, admitted)
