"""Take a seat from processes and threads at once and keep it until all have tried; print how many were seated."""

import sys
from collections.abc import Callable

from in_processes import tell_sum

from wizard_service.feed.limits.stream_quota import QuotaExceeded, StreamQuota

seats = StreamQuota(per_user=int(sys.argv[1]), per_worker=1000)


def take(wait_for_all: Callable[[], object]) -> int:
    try:
        with seats.acquire("u1"):
            wait_for_all()
            return 1
    except QuotaExceeded:
        wait_for_all()
        return 0


tell_sum(3, 4, take)
