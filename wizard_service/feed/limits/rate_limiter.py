"""How often each user asks, over all workers of a host: the generic cell rate algorithm (ITU-T I.371, GCRA).

A user's only figure is the time at which its allowance is whole again. One in the past says nothing any more, so its
place may be given to anybody. Times are of the monotonic clock, which all processes of a host share.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from ...process.shared_memory import SharedHashTable, StripedLock, shared_array

# What a user has not used within this time is lost: the most that may come at once.
WINDOW_S = 1
_NS = 1_000_000_000

# 8 MB at most, of which pages that are never touched cost nothing: 20,000 users who poll within one second find a slot
# each but for 3 times in a million.
_users = SharedHashTable(65536)
# In whole nanoseconds: sums of fractions would not be exact.
_tat_ns = shared_array(len(_users), "Q")
_turns = StripedLock()


@dataclass(frozen=True, slots=True)
class RateLimitStatus:
    """What a request was told: `remaining` more may come at once, `limit` again after `reset_s`."""

    admitted: bool
    limit: int
    remaining: int
    reset_s: int = WINDOW_S


class RateLimiter:
    """Admits `per_s` requests a second and user, exactly, and as many at once after a pause. 0 admits everything."""

    def __init__(self, per_s: int, clock_ns: Callable[[], int] = time.monotonic_ns) -> None:
        self._per_s = per_s
        self._clock_ns = clock_ns
        self._interval_ns = WINDOW_S * _NS // per_s if per_s else 0

    def count(self, user_id: str) -> RateLimitStatus | None:
        """Count a request; one that is refused is not counted. None when there is no limit."""
        if not self._per_s:
            return None
        # Who only hammers is refused by one look, without a turn: meanwhile the time could only have grown.
        slot = _users.find(user_id)
        if slot is not None and not self._left(_tat_ns[slot] - self._clock_ns()):
            return RateLimitStatus(False, self._per_s, 0)
        with _turns.of(_users.bucket_of(user_id)):
            return self._admit(user_id, self._clock_ns())

    def _admit(self, user_id: str, now_ns: int) -> RateLimitStatus:
        slot = _users.claim(user_id, lambda other: max(0, _tat_ns[other] - now_ns))
        used_ns = max(0, _tat_ns[slot] - now_ns)
        left = self._left(used_ns)
        if not left:
            return RateLimitStatus(False, self._per_s, 0)
        _tat_ns[slot] = now_ns + used_ns + self._interval_ns
        return RateLimitStatus(True, self._per_s, left - 1)

    def _left(self, used_ns: int) -> int:
        """Return how many requests fit into what is not used."""
        return self._per_s - -(-max(0, used_ns) // self._interval_ns)
