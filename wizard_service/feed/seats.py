"""How many streams each user has open, counted over all workers of a host.

The counts lie in memory that gunicorn's master maps before it forks, one row per worker: the master clears the row of a
worker that died, so nothing is ever counted for ever. A program without a master has one row of its own.
"""

import hashlib
import mmap
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Old and new workers live side by side during a reload.
ROWS = 128
# Two users with the same slot share one count; among 1,000 users at their limit that is one pair in 30.
SLOTS = 16384

_counts = memoryview(mmap.mmap(-1, ROWS * SLOTS * 2)).cast("H")
_key = secrets.token_bytes(16)


class SeatsTaken(Exception):
    """The user, or this worker, has as many streams as it may; `whose` is "user" or "worker"."""

    def __init__(self, whose: str) -> None:
        super().__init__(whose)
        self.whose = whose


class Seats:
    """The streams of one worker, and through the shared rows those of all."""

    def __init__(self, per_user: int, per_worker: int) -> None:
        self._per_user = per_user
        self._per_worker = per_worker
        self._lock = threading.Lock()
        self.taken = 0

    @contextmanager
    def taken_by(self, user_id: str) -> Iterator[None]:
        """Hold a seat. Raises SeatsTaken."""
        slot = _slot(user_id)
        self._move(slot, 1)
        try:
            # Counted first, then judged: of two that come at once neither slips through.
            if self.taken > self._per_worker:
                raise SeatsTaken("worker")
            if sum(_counts[slot::SLOTS]) > self._per_user:
                raise SeatsTaken("user")
            yield
        finally:
            self._move(slot, -1)

    def is_full(self, user_id: str) -> bool:
        """Say whether a further seat would be refused now."""
        return self.taken >= self._per_worker or sum(_counts[_slot(user_id) :: SLOTS]) >= self._per_user

    def _move(self, slot: int, seats: int) -> None:
        with self._lock:
            _counts[_row * SLOTS + slot] += seats
            self.taken += seats


def _slot(user_id: str) -> int:
    return int.from_bytes(hashlib.blake2b(user_id.encode(), digest_size=4, key=_key).digest(), "big") % SLOTS


_row = 0
_free_rows = set(range(1, ROWS))


def assign_row() -> int:
    """In the master: choose the row of a worker about to be forked."""
    return _free_rows.pop()


def use_row(row: int) -> None:
    """In a worker: count in this row from now on."""
    global _row  # noqa: PLW0603 - one row per process is the point
    _row = row


def release_row(row: int) -> None:
    """In the master: forget what a worker counted; it is gone."""
    _counts[row * SLOTS : (row + 1) * SLOTS] = memoryview(bytes(SLOTS * 2)).cast("H")
    _free_rows.add(row)
