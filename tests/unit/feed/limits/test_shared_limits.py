"""Limits that all workers of a host count together are exact, also for requests at the same moment."""

import json
import subprocess
import sys
import uuid
from typing import Any

import pytest

from tests.support.paths import PROGRAMS, ROOT
from wizard_service.config import ServerSettings, settings_of
from wizard_service.feed.limits.rate_limiter import RateLimiter, RateLimitStatus
from wizard_service.feed.limits.stream_quota import QuotaExceeded, StreamQuota
from wizard_service.process.shared_hash_table import SLOTS_PER_BUCKET, SharedHashTable
from wizard_service.process.shared_memory import assign_slot, free_slot

S = 1_000_000_000


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now_ns = 10**18

    def __call__(self) -> int:
        return self.now_ns


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def user_id() -> str:
    return str(uuid.uuid4())


def output_of(program: str, *arguments: int) -> Any:
    path = PROGRAMS / "feed" / f"{program}.py"
    command = [sys.executable, str(path), *map(str, arguments)]
    return json.loads(subprocess.run(command, env={"PYTHONPATH": str(ROOT)}, check=True, capture_output=True).stdout)


def admitted(limiter: RateLimiter, user_id: str) -> bool:
    status = limiter.count(user_id)
    assert status is not None
    return status.admitted


def test_processes_together_admit_exactly_the_users_limit() -> None:
    assert output_of("count_requests", 500, 400) == 500


@pytest.mark.parametrize("per_user", [1, 5])
def test_processes_together_open_exactly_as_many_streams_as_the_quota_allows(per_user: int) -> None:
    assert output_of("open_streams", per_user) == per_user


def test_a_pause_gives_a_second_of_requests_at_once_and_then_one_per_interval(clock: Clock, user_id: str) -> None:
    limiter = RateLimiter(10, clock)

    assert [admitted(limiter, user_id) for _ in range(12)] == [True] * 10 + [False] * 2
    clock.now_ns += S // 10
    assert [admitted(limiter, user_id) for _ in range(2)] == [True, False]
    clock.now_ns += 60 * S
    assert [admitted(limiter, user_id) for _ in range(12)] == [True] * 10 + [False] * 2


@pytest.mark.parametrize("per_s", [1, 3, 10, 1000])
def test_constant_requests_are_admitted_at_exactly_the_rate(clock: Clock, user_id: str, per_s: int) -> None:
    limiter = RateLimiter(per_s, clock)
    seconds, steps = 30, 4 * per_s

    count = 0
    for _ in range(seconds * steps):
        count += admitted(limiter, user_id)
        clock.now_ns += S // steps

    # A second's worth at the start, then one per interval up to the last.
    assert count in (per_s * (seconds + 1) - 1, per_s * (seconds + 1))


def test_a_refused_request_does_not_use_up_the_limit(clock: Clock, user_id: str) -> None:
    limiter = RateLimiter(2, clock)
    assert [admitted(limiter, user_id) for _ in range(100)] == [True] * 2 + [False] * 98

    clock.now_ns += S // 2

    assert admitted(limiter, user_id)


def test_the_status_has_the_number_of_remaining_requests(clock: Clock, user_id: str) -> None:
    limiter = RateLimiter(3, clock)

    statuses = [limiter.count(user_id) for _ in range(4)]

    assert statuses == [
        RateLimitStatus(True, 3, 2),
        RateLimitStatus(True, 3, 1),
        RateLimitStatus(True, 3, 0),
        RateLimitStatus(False, 3, 0),
    ]


def test_one_user_never_affects_another(clock: Clock) -> None:
    limiter = RateLimiter(1, clock)
    users = [f"{uuid.uuid4()}" for _ in range(20_000)]

    assert all(admitted(limiter, user_id) for user_id in users)
    assert not any(admitted(limiter, user_id) for user_id in users)


def test_a_limit_of_0_disables_the_limit(user_id: str) -> None:
    limiter = RateLimiter(0)

    assert [limiter.count(user_id) for _ in range(100)] == [None] * 100


def test_a_refused_stream_is_not_counted(user_id: str) -> None:
    quota = StreamQuota(per_user=1, per_worker=10)
    with quota.acquire(user_id):
        for _ in range(3):
            with pytest.raises(QuotaExceeded) as refused, quota.acquire(user_id):
                pass
            assert refused.value.scope == "user"
        assert quota.open_here == 1

    assert not quota.is_exhausted(user_id)


def test_streams_of_a_worker_that_died_are_free_once_its_slot_is_cleared() -> None:
    assert output_of("lose_stream") == [[True, 1, True], [False, 0, False]]


def test_keys_of_one_bucket_have_different_slots() -> None:
    table = SharedHashTable(1)

    claimed = [table.claim(f"k{number}", table.used().count) for number in range(SLOTS_PER_BUCKET)]

    assert sorted(claimed) == list(range(SLOTS_PER_BUCKET))
    assert [table.find(f"k{number}") for number in range(SLOTS_PER_BUCKET)] == claimed
    assert table.find("unknown") is None


def test_workers_of_a_reload_during_a_reload_have_a_slot_each() -> None:
    (maximum,) = (each.maximum for field, each in settings_of(ServerSettings) if field.name == "workers")
    assert maximum is not None

    slots = [assign_slot() for _ in range(3 * maximum)]
    for slot in slots:
        free_slot(slot)

    assert len(set(slots)) == 3 * maximum
