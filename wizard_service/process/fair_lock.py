"""A lock that the users of a service take in rotation, so that one with many requests does not delay the others."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager


class FairLock:
    """A lock whose waiters belong to flows: flows take it in rotation, the waiters of a flow in the order of arrival.

    The name is that of fair queuing, in which a flow is everything that one sender sends.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_held = False
        # The flow that takes the lock next is the first one.
        self._waiting: dict[str, deque[threading.Event]] = {}

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
            self._waiting.setdefault(flow, deque()).append(admitted)
        try:
            admitted.wait()
        except BaseException:
            self._withdraw(flow, admitted)
            raise

    def _release(self) -> None:
        with self._guard:
            if not self._waiting:
                self._is_held = False
                return
            flow = next(iter(self._waiting))
            waiting = self._waiting.pop(flow)
            admitted = waiting.popleft()
            if waiting:
                self._waiting[flow] = waiting
        admitted.set()

    def _withdraw(self, flow: str, admitted: threading.Event) -> None:
        # A greenlet may be killed while it waits, even after the lock was handed to it.
        if admitted.is_set():
            self._release()
            return
        with self._guard:
            waiting = self._waiting[flow]
            waiting.remove(admitted)
            if not waiting:
                del self._waiting[flow]
