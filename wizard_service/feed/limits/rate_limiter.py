"""Requests per second and user, over all workers of a host: the generic cell rate algorithm (ITU-T I.371, GCRA).

Its only figure per user is the theoretical arrival time (TAT): when the user's allowance is complete again. A TAT in
the past carries no information, so its slot may be given to another user. All processes of a host share the
monotonic clock.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from ...process.shared_hash_table import SharedHashTable
from ...process.shared_memory import StripedLock, shared_array

# An allowance does not accumulate beyond this time, which limits the burst after a pause.
WINDOW_S = 1
_NS = 1_000_000_000

# 8 MB at most, and untouched pages cost nothing. Among 20,000 users who poll within one second, one in 300,000 has to
# share a slot.
_users = SharedHashTable(65536)
# In whole nanoseconds: sums of fractions would not be exact.
_tat_ns = shared_array(len(_users), "Q")
_lock = StripedLock()


@dataclass(frozen=True, slots=True)
class RateLimitStatus:
    """The outcome of one request: `remaining` more may follow at once, `limit` again after `reset_s`."""

    admitted: bool
    limit: int
    remaining: int
    reset_s: int = WINDOW_S


class RateLimiter:
    """Admits exactly `per_s` requests per second and user, and as many at once after a pause. 0 admits everything."""

    def __init__(self, per_s: int, clock_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._per_s = per_s
        self._clock_ns = clock_ns
        self._interval_ns = WINDOW_S * _NS // per_s if per_s else 0

    def count(self, user_id: str) -> RateLimitStatus | None:
        """Count a request, unless it is refused. None when there is no limit."""
        if not self._per_s:
            return None
        # A request beyond the limit is refused without the lock: other processes can only have moved the TAT further.
        slot = _users.find(user_id)
        if slot is not None and not self._remaining(_tat_ns[slot] - self._clock_ns()):
            return RateLimitStatus(False, self._per_s, 0)
        with _lock.hold(_users.bucket_of(user_id)):
            return self._admit(user_id, self._clock_ns())

    def _admit(self, user_id: str, now_ns: int) -> RateLimitStatus:
        slot = _users.claim(user_id, lambda other: max(0, _tat_ns[other] - now_ns))
        used_ns = max(0, _tat_ns[slot] - now_ns)
        remaining = self._remaining(used_ns)
        if not remaining:
            return RateLimitStatus(False, self._per_s, 0)
        _tat_ns[slot] = now_ns + used_ns + self._interval_ns
        return RateLimitStatus(True, self._per_s, remaining - 1)

    def _remaining(self, used_ns: int) -> int:
        """Return how many requests fit into the unused part of the window."""
        return self._per_s - -(-max(0, used_ns) // self._interval_ns)
