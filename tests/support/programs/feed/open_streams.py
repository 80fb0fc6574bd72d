"""Open streams from processes and threads at once and keep them until all have tried; print how many were admitted."""

import sys
from collections.abc import Callable

from tests.support.programs.feed.in_processes import print_sum
from wizard_service.feed.limits.stream_quota import QuotaExceeded, StreamQuota

quota = StreamQuota(per_user=int(sys.argv[1]), per_worker=1000)


def open_one(wait_for_all: Callable[[], object]) -> int:
    try:
        with quota.acquire("u1"):
            wait_for_all()
            return 1
    except QuotaExceeded:
        wait_for_all()
        return 0


print_sum(3, 4, open_one)
