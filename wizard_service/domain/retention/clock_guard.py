"""Detects a wall clock that has jumped forward, which would make recent rows look old enough to purge."""

from datetime import datetime, timedelta

from ...store import Reader, Transaction
from ...store.repositories import retention
from ...timestamps import timestamp

# Keys of `meta`: the time of the last check, and the time of the last check that found a jump.
CHECKED_AT, SUSPECTED_AT = "clock_checked_at", "clock_suspected_at"
# A clock that advances evenly for this long after a jump is trusted: the service had probably been stopped.
CONFIRMATION_PERIOD = timedelta(hours=24)
# A jump by up to this much, the default of the limit, is not detected. What must not be deleted early is kept for so
# much longer.
UNDETECTED_JUMP = timedelta(hours=48)


def check_clock(tx: Transaction, limit: timedelta, *, trusts_commits: bool, force: bool) -> str | None:
    """Like `clock_jump`, and record this check. force: trust the clock and return None."""
    now = datetime.fromisoformat(tx.now)
    suspected_at = None if force else _suspected_at(tx, now, limit, trusts_commits=trusts_commits)
    _store_moment(tx, CHECKED_AT, now)
    _store_moment(tx, SUSPECTED_AT, suspected_at)
    return _describe_doubt(suspected_at, limit)


def not_before_last_check(reader: Reader, now: str) -> str:
    """Return `now`, or the time of the last check when that is later: a row must not look old to the next purge.

    A clock that was set back by years and is right again before that purge leaves no other trace.
    """
    stored = retention.meta_values(reader, (CHECKED_AT,)).get(CHECKED_AT)
    return now if stored is None else max(now, timestamp(datetime.fromisoformat(stored)))


def clock_jump(reader: Reader, now: datetime, limit: timedelta, *, trusts_commits: bool) -> str | None:
    """Return why the clock must not be trusted, None when it can be.

    limit: the longest accepted time since the last check. trusts_commits: whether the time of the newest commit counts
    as a check. A caller that checks regularly passes False, because the newest commit may be later than the jump.
    """
    return _describe_doubt(_suspected_at(reader, now, limit, trusts_commits=trusts_commits), limit)


def check_moments(reader: Reader) -> dict[str, datetime]:
    """Return the moments that earlier checks have stored, under CHECKED_AT and SUSPECTED_AT."""
    stored = retention.meta_values(reader, (CHECKED_AT, SUSPECTED_AT))
    return {key: datetime.fromisoformat(value) for key, value in stored.items()}


def _suspected_at(reader: Reader, now: datetime, limit: timedelta, *, trusts_commits: bool) -> datetime | None:
    moments = check_moments(reader)
    checked_at, suspected_at = moments.get(CHECKED_AT), moments.get(SUSPECTED_AT)
    if checked_at is None or trusts_commits:
        checked_at = max(filter(None, (checked_at, _newest_commit(reader))), default=now)
    if now - checked_at > limit:
        return now
    if suspected_at is None or now < suspected_at or now - suspected_at >= CONFIRMATION_PERIOD:
        return None
    return suspected_at


def _describe_doubt(suspected_at: datetime | None, limit: timedelta) -> str | None:
    if suspected_at is None:
        return None
    return f"At {suspected_at:%Y-%m-%d %H:%M} the clock was more than {limit} ahead of its last check"


def _newest_commit(reader: Reader) -> datetime | None:
    committed_at = retention.newest_committed_at(reader)
    return datetime.fromisoformat(committed_at) if committed_at else None


def _store_moment(tx: Transaction, key: str, moment: datetime | None) -> None:
    retention.put_meta(tx, key, None if moment is None else moment.isoformat())
