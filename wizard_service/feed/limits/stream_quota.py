"""How many streams each user has open, counted over all workers of a host.

A row of counts per worker: the master clears the row of a worker that died, so nothing is ever counted for ever.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from ...process.shared_memory import WORKER_SLOTS, SharedHashTable, StripedLock, own_slot, shared_array

_users = SharedHashTable(8192)
_counts = shared_array(len(_users) * WORKER_SLOTS, "H")
_totals = shared_array(WORKER_SLOTS, "L")
_turns = StripedLock()


class QuotaExceeded(Exception):
    """The user, or this worker, has as many streams as it may; `whose` is "user" or "worker"."""

    def __init__(self, whose: str) -> None:
        super().__init__(whose)
        self.whose = whose


class StreamQuota:
    """The streams of one worker, and through the shared rows those of all."""

    def __init__(self, per_user: int, per_worker: int) -> None:
        self._per_user = per_user
        self._per_worker = per_worker
        self.taken = 0

    @contextmanager
    def acquire(self, user_id: str) -> Iterator[None]:
        """Hold a seat. Raises SeatsTaken; of streams that begin at once exactly as many are seated as may be."""
        bucket = _users.bucket_of(user_id)
        with _turns.of(bucket):
            slot = self._judge(user_id)
            self._move(slot, 1)
        try:
            yield
        finally:
            with _turns.of(bucket):
                self._move(slot, -1)

    def is_exhausted(self, user_id: str) -> bool:
        """Say whether a further seat would be refused now."""
        slot = _users.find(user_id)
        return self.taken >= self._per_worker or (slot is not None and _count(slot) >= self._per_user)

    def _judge(self, user_id: str) -> int:
        if self.taken >= self._per_worker:
            raise QuotaExceeded("worker")
        slot = _users.claim(user_id, _count)
        if _count(slot) >= self._per_user:
            raise QuotaExceeded("user")
        return slot

    def _move(self, slot: int, seats: int) -> None:
        _counts[slot * WORKER_SLOTS + own_slot()] += seats
        _totals[own_slot()] += seats
        self.taken += seats


def open_streams() -> int:
    """Return how many seats are taken on all workers together."""
    return sum(_totals)


def clear_row(row: int) -> None:
    """In the master: forget what a worker counted; it is gone."""
    _totals[row] = 0
    for slot in _users.used():
        _counts[slot * WORKER_SLOTS + row] = 0


def _count(slot: int) -> int:
    return sum(_counts[slot * WORKER_SLOTS : (slot + 1) * WORKER_SLOTS])
