"""Send too many requests from processes and threads while the clock stands still; print how many were admitted."""

import sys
from collections.abc import Callable

from tests.support.programs.feed.in_processes import print_sum
from wizard_service.feed.limits.rate_limiter import RateLimiter

PER_S, REQUESTS = int(sys.argv[1]), int(sys.argv[2])
limiter = RateLimiter(PER_S, clock_ns=lambda: 10**18)


def send(_: Callable[[], object]) -> int:
    statuses = [limiter.count("u1") for _ in range(REQUESTS)]
    return sum(status is not None and status.admitted for status in statuses)


print_sum(3, 4, send)
