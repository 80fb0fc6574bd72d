"""How many streams each user has open, counted over all workers of a host.

A row of counts per worker: the master clears the row of a worker that died, so nothing is ever counted for ever.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from .shared_memory import KeyedSlots, Turns, shared_array
from .worker_rows import ROWS, own_row

_users = KeyedSlots(8192)
_counts = shared_array(len(_users) * ROWS, "H")
_totals = shared_array(ROWS, "L")
_turns = Turns()


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
        self.taken = 0

    @contextmanager
    def taken_by(self, user_id: str) -> Iterator[None]:
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

    def is_full(self, user_id: str) -> bool:
        """Say whether a further seat would be refused now."""
        slot = _users.find(user_id)
        return self.taken >= self._per_worker or (slot is not None and _count(slot) >= self._per_user)

    def _judge(self, user_id: str) -> int:
        if self.taken >= self._per_worker:
            raise SeatsTaken("worker")
        slot = _users.claim(user_id, _count)
        if _count(slot) >= self._per_user:
            raise SeatsTaken("user")
        return slot

    def _move(self, slot: int, seats: int) -> None:
        _counts[slot * ROWS + own_row()] += seats
        _totals[own_row()] += seats
        self.taken += seats


def taken_on_host() -> int:
    """Return how many seats are taken on all workers together."""
    return sum(_totals)


def clear_row(row: int) -> None:
    """In the master: forget what a worker counted; it is gone."""
    _totals[row] = 0
    for slot in _users.used():
        _counts[slot * ROWS + row] = 0


def _count(slot: int) -> int:
    return sum(_counts[slot * ROWS : (slot + 1) * ROWS])
