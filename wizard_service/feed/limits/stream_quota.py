"""Open streams, sockets and waiting polls per user, counted over all workers of a host.

Each worker counts in its own slot. The master clears the slot of a worker that has exited, so that its streams are no
longer counted.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from ...process.shared_hash_table import SharedHashTable
from ...process.shared_memory import WORKER_SLOTS, StripedLock, own_slot, shared_array

_users = SharedHashTable(8192)
_counts = shared_array(len(_users) * WORKER_SLOTS, "H")
_totals = shared_array(WORKER_SLOTS, "L")
_lock = StripedLock()


class QuotaExceeded(Exception):
    """The user or this worker has the maximum number of streams. scope: "user" or "worker"."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope


class StreamQuota:
    """Counts the streams of one worker, and reads the counts of all workers from shared memory."""

    def __init__(self, per_user: int, per_worker: int) -> None:
        self._per_user = per_user
        self._per_worker = per_worker
        self.open_here = 0

    @contextmanager
    def acquire(self, user_id: str) -> Iterator[None]:
        """Count a stream during the block. Raises QuotaExceeded; the limit is exact for concurrent streams too."""
        bucket = _users.bucket_of(user_id)
        with _lock.hold(bucket):
            user_slot = self._claim(user_id)
            self._add(user_slot, 1)
        try:
            yield
        finally:
            with _lock.hold(bucket):
                self._add(user_slot, -1)

    def is_exhausted(self, user_id: str) -> bool:
        """Return whether another stream would be refused now."""
        user_slot = _users.find(user_id)
        return self.open_here >= self._per_worker or (user_slot is not None and _count(user_slot) >= self._per_user)

    def _claim(self, user_id: str) -> int:
        if self.open_here >= self._per_worker:
            raise QuotaExceeded("worker")
        user_slot = _users.claim(user_id, _count)
        if _count(user_slot) >= self._per_user:
            raise QuotaExceeded("user")
        return user_slot

    def _add(self, user_slot: int, streams: int) -> None:
        _counts[user_slot * WORKER_SLOTS + own_slot()] += streams
        _totals[own_slot()] += streams
        self.open_here += streams


def open_streams() -> int:
    """Return the number of open streams, sockets and waiting polls of all workers together."""
    return sum(_totals)


def clear_slot(slot: int) -> None:
    """In the master: remove the counts of a worker that has exited."""
    _totals[slot] = 0
    for user_slot in _users.used():
        _counts[user_slot * WORKER_SLOTS + slot] = 0


def _count(user_slot: int) -> int:
    return sum(_counts[user_slot * WORKER_SLOTS : (user_slot + 1) * WORKER_SLOTS])
