"""Requests per user and window, over all workers of a host: the generic cell rate algorithm (ITU-T I.371, GCRA).

The only number stored per user is the theoretical arrival time (TAT), at which the user's allowance is complete again.
A TAT in the past carries no information, so its slot may be reused for another user. All processes of a host share the
monotonic clock.
"""

import time
from collections.abc import Callable
from typing import NamedTuple

from ...process.shared_hash_table import SharedHashTable
from ...process.shared_memory import StripedLock, shared_array

WINDOW_S = 1
_NS = 1_000_000_000


class AllowanceTable:
    """The TAT of each user, for one kind of request; shared by the processes that are forked later."""

    def __init__(self) -> None:
        # The table takes 8 MB at most, and untouched pages cost nothing. With 20,000 users whose allowance is
        # incomplete, one user in 300,000 shares a slot with another.
        self.users = SharedHashTable(65536)
        # Times are whole nanoseconds, because sums of fractions would not be exact.
        self.tat_ns = shared_array(len(self.users), "Q")


POLLS, WRITES, TICKETS = AllowanceTable(), AllowanceTable(), AllowanceTable()
_lock = StripedLock()


class RateLimitStatus(NamedTuple):
    """The outcome of one request.

    remaining: how many more requests are admitted immediately. reset_s: seconds until `limit` requests are admitted
    again. retry_after_s: after a refusal, the seconds until the next request is admitted.
    """

    admitted: bool
    limit: int
    remaining: int
    reset_s: int = WINDOW_S
    retry_after_s: int = 1


class RateLimiter:
    """Admits exactly `limit` requests per user and window, in one burst after a pause. 0 admits every request.

    The allowance does not accumulate beyond one window.
    """

    def __init__(
        self,
        limit: int,
        clock_ns: Callable[[], int] = time.monotonic_ns,
        *,
        window_s: float = WINDOW_S,
        table: AllowanceTable = POLLS,
    ) -> None:
        self.limit = limit
        self._clock_ns = clock_ns
        self._interval_ns = int(window_s * _NS) // limit if limit else 0
        self._users, self._tat_ns = table.users, table.tat_ns
        self.window_s = max(1, -(-self._interval_ns * limit // _NS))

    def count(self, user_id: str) -> RateLimitStatus | None:
        """Count a request unless it is refused. Returns None when there is no limit."""
        if not self.limit:
            return None
        # A refusal needs no lock, because other processes can only move the TAT further into the future.
        slot = self._users.find(user_id)
        if slot is not None:
            used_ns = self._tat_ns[slot] - self._clock_ns()
            if not self._remaining(used_ns):
                return self._refused(used_ns)
        with _lock.hold(self._users.bucket_of(user_id)):
            return self._admit(user_id, self._clock_ns())

    def _admit(self, user_id: str, now_ns: int) -> RateLimitStatus:
        slot = self._users.claim(user_id, lambda other: max(0, self._tat_ns[other] - now_ns))
        used_ns = max(0, self._tat_ns[slot] - now_ns)
        remaining = self._remaining(used_ns)
        if not remaining:
            return self._refused(used_ns)
        self._tat_ns[slot] = now_ns + used_ns + self._interval_ns
        return RateLimitStatus(True, self.limit, remaining - 1, self.window_s)

    def _refused(self, used_ns: int) -> RateLimitStatus:
        wait_ns = used_ns - (self.limit - 1) * self._interval_ns
        return RateLimitStatus(False, self.limit, 0, self.window_s, max(1, -(-wait_ns // _NS)))

    def remaining(self, user_id: str) -> int:
        """Return how many requests the user may send immediately."""
        slot = self._users.find(user_id)
        if slot is None or not self.limit:
            return self.limit
        return self._remaining(self._tat_ns[slot] - self._clock_ns())

    def _remaining(self, used_ns: int) -> int:
        """Return how many requests fit into the unused part of the window."""
        return self.limit - -(-max(0, used_ns) // self._interval_ns)
