"""Whether the wall clock is to be believed: a clock that leaps forward makes everything look old enough to purge."""

from datetime import datetime, timedelta

from peewee import SqliteDatabase

from ...store import Transaction
from ...store.models import Meta

# When a purge last looked at the clock, and when it last saw a leap that it did not believe.
SEEN, SUSPECTED_AT = "clock_seen", "clock_doubted"
# A clock that has gone on evenly for so long after a leap is right: it was the service that stood still.
CONFIRMATION_PERIOD = timedelta(hours=24)
_NEWEST_COMMIT = "SELECT committed_at FROM events ORDER BY commit_seq DESC LIMIT 1"


def check_clock(tx: Transaction, limit: timedelta, *, trusts_commits: bool, force: bool) -> str | None:
    """Return what `doubt_of_clock` does, and remember the look. force: believe the clock."""
    now = datetime.fromisoformat(tx.now)
    doubted = None if force else _doubted_at(tx.database, now, limit, trusts_commits=trusts_commits)
    _remember(tx, SEEN, now)
    _remember(tx, SUSPECTED_AT, doubted)
    return _describe_doubt(doubted, limit)


def clock_jump(database: SqliteDatabase, now: datetime, limit: timedelta, *, trusts_commits: bool) -> str | None:
    """Return why the clock is not to be believed, if so.

    limit: the largest step forward that is believed at once. trusts_commits: the newest commit counts as a look at the
    clock too; not for who looks all the time anyway, because a commit may follow the leap.
    """
    return _describe_doubt(_doubted_at(database, now, limit, trusts_commits=trusts_commits), limit)


def moments(database: SqliteDatabase) -> dict[str, datetime]:
    """Return what earlier looks at the clock have left."""
    query = Meta.select(Meta.key, Meta.value).where(Meta.key.in_((SEEN, SUSPECTED_AT)))
    return {key: datetime.fromisoformat(value) for key, value in query.tuples().execute(database)}


def _doubted_at(database: SqliteDatabase, now: datetime, limit: timedelta, *, trusts_commits: bool) -> datetime | None:
    known = moments(database)
    seen, doubted = known.get(SEEN), known.get(SUSPECTED_AT)
    if seen is None or trusts_commits:
        seen = max(filter(None, (seen, _newest_commit(database))), default=now)
    if now - seen > limit:
        return now
    if doubted is None or now < doubted or now - doubted >= CONFIRMATION_PERIOD:
        return None
    return doubted


def _describe_doubt(doubted: datetime | None, limit: timedelta) -> str | None:
    if doubted is None:
        return None
    return f"At {doubted:%Y-%m-%d %H:%M} the clock was more than {limit} ahead of the last look at it"


def _newest_commit(database: SqliteDatabase) -> datetime | None:
    found = database.execute_sql(_NEWEST_COMMIT).fetchone()
    return datetime.fromisoformat(found[0]) if found else None


def _remember(tx: Transaction, key: str, moment: datetime | None) -> None:
    tx.delete(Meta, {"key": key})
    if moment is not None:
        tx.insert(Meta, [{"key": key, "value": moment.isoformat()}])
