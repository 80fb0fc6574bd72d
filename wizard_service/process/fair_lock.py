"""A lock that the users of a service take in rotation."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from .fair_queue import FairQueue


class FairLock:
    """A lock with room for some holders, whose waiters belong to flows, see `FairQueue`."""

    def __init__(self, holders: int = 1) -> None:
        self._guard = threading.Lock()
        self._free = holders
        self._waiting: FairQueue[threading.Event] = FairQueue()

    @contextmanager
    def held(self, flow: str) -> Iterator[None]:
        """Hold the lock during the block."""
        self.acquire(flow)
        try:
            yield
        finally:
            self.release()

    def acquire(self, flow: str, timeout_s: float | None = None) -> bool:
        """Take the lock; return False when it was not free in time."""
        with self._guard:
            if self._free:
                self._free -= 1
                return True
            admitted = threading.Event()
            self._waiting.add(flow, admitted)
        try:
            is_admitted = admitted.wait(timeout_s)
        except BaseException:
            self._withdraw(flow, admitted)
            raise
        if not is_admitted:
            self._withdraw(flow, admitted)
        return is_admitted

    def release(self) -> None:
        """Give the lock to the next waiter, or free it."""
        with self._guard:
            if self._waiting:
                self._waiting.pop().set()
            else:
                self._free += 1

    def _withdraw(self, flow: str, admitted: threading.Event) -> None:
        # A greenlet may be killed, or its time may end, after the lock was handed to it.
        with self._guard:
            if not admitted.is_set():
                self._waiting.remove(flow, admitted)
                return
        self.release()
