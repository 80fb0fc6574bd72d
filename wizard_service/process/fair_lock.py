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
        # A waiter waits for a lock of its own that is released when it is admitted: an event costs several times more.
        self._waiting: FairQueue[threading.Lock] = FairQueue()

    @property
    def is_free(self) -> bool:
        """Whether a holder would be admitted at once."""
        return self._free > 0

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
            admission = threading.Lock()
            admission.acquire()
            self._waiting.add(flow, admission)
        try:
            is_admitted = admission.acquire(timeout=-1 if timeout_s is None else max(0.0, timeout_s))
        except BaseException:
            self._withdraw(flow, admission)
            raise
        if not is_admitted:
            self._withdraw(flow, admission)
        return is_admitted

    def release(self) -> None:
        """Give the lock to the next waiter, or free it."""
        with self._guard:
            if self._waiting:
                self._waiting.pop().release()
            else:
                self._free += 1

    def _withdraw(self, flow: str, admission: threading.Lock) -> None:
        # A greenlet may be killed, or its time may end, after the lock was handed to it.
        with self._guard:
            if admission.locked():
                self._waiting.remove(flow, admission)
                return
        self.release()
