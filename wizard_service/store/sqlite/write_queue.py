"""The writes of a process that wait for the writer's thread."""

from collections import deque
from collections.abc import Iterator
from typing import Any

from ...process.fair_queue import FairQueue
from .commit_group import PendingWrite


class WriteQueue:
    """The pending writes of one process. Any thread adds them; the writer's thread does all the rest.

    Users are served in rotation, so that the slow changes of one do not delay those of the others.
    """

    def __init__(self) -> None:
        # No lock guards the queue between threads, because patched ones are not safe and others would stop the hub.
        self._added: deque[PendingWrite[Any]] = deque()
        self._queue: FairQueue[PendingWrite[Any]] = FairQueue()

    def __len__(self) -> int:
        return len(self._added) + len(self._queue)

    def add(self, pending: PendingWrite[Any]) -> None:
        self._added.append(pending)

    def claim(self) -> Iterator[PendingWrite[Any]]:
        """Yield the writes that are not withdrawn, each claimed, until none is left."""
        while self:
            while self._added:
                pending = self._added.popleft()
                self._queue.add(pending.flow, pending)
            pending = self._queue.pop()
            if pending.claim():
                yield pending
