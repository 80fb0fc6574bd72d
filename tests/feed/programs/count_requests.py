"""Ask far too often from processes and threads at one moment that never passes; print how many were admitted."""

import sys
from collections.abc import Callable

from in_processes import tell_sum

from wizard_service.feed.limits.rate_limiter import RateLimiter

PER_S, ASKED = int(sys.argv[1]), int(sys.argv[2])
limiter = RateLimiter(PER_S, clock_ns=lambda: 10**18)


def ask(_: Callable[[], object]) -> int:
    standings = [limiter.count("u1") for _ in range(ASKED)]
    return sum(standing is not None and standing.admitted for standing in standings)


tell_sum(3, 4, ask)
