"""Counts and deletes the rows that retention may delete, and stores the lease of the process that purges.

Audit entries and denied attempts are in `audit_chain` and `denied_attempts`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from ...timestamps import timestamp
from ..backend import Reader, Transaction
from ..checksums import with_checksums
from ..expiry import count_expired, last_expired
from ..lease_models import Lease
from ..models import Feed, Meta
from . import usage
from .deletion.batches import delete_within, last_within

_FEEDS_PER_READ = 500
_COUNT_TICKETS = "SELECT count(*) FROM tickets WHERE expires_at < ?"
_COUNT_IDEMPOTENCY_KEYS = "SELECT count(*) FROM idempotency_keys WHERE created_at < ?"
_DELETE_TICKETS = """
DELETE FROM tickets
WHERE ticket_sha256 IN (SELECT ticket_sha256 FROM tickets WHERE expires_at < ? ORDER BY expires_at LIMIT ?)
"""
_OLD_IDEMPOTENCY_KEYS = "FROM idempotency_keys WHERE created_at < ? ORDER BY created_at LIMIT ?"
_DELETE_IDEMPOTENCY_KEYS = f"""
DELETE FROM idempotency_keys WHERE (user_id, key) IN (SELECT user_id, key {_OLD_IDEMPOTENCY_KEYS})
"""  # noqa: S608 - our own statements
# An audit entry refers to the version that it made and to the version that it replaced.
_UNREFERENCED_VERSIONS = """
FROM investigation_template_versions AS candidate
WHERE updated_at < ?
  AND version < (SELECT max(version) FROM investigation_template_versions WHERE template_id = candidate.template_id)
  AND NOT EXISTS (SELECT 1 FROM investigation_states
    WHERE template_id = candidate.template_id AND template_version = candidate.version)
  AND NOT EXISTS (SELECT 1 FROM investigation_audit_log
    WHERE investigation_id = 'template:' || candidate.template_id AND incarnation = 0
      AND version IN (candidate.version, candidate.version + 1))
"""
_COUNT_TEMPLATE_VERSIONS = f"SELECT count(*) {_UNREFERENCED_VERSIONS}"
_OLD_TEMPLATE_VERSIONS = f"{_UNREFERENCED_VERSIONS} ORDER BY updated_at LIMIT ?"
_DELETE_TEMPLATE_VERSIONS = f"""
DELETE FROM investigation_template_versions WHERE (template_id, version) IN (
    SELECT template_id, version {_OLD_TEMPLATE_VERSIONS})
"""  # noqa: S608
_LONG_FEEDS = "SELECT owner, head FROM feeds WHERE head - pruned > ? AND owner > ? ORDER BY owner LIMIT ?"
_OLDEST_EVENTS = """
SELECT feed_offset, committed_at FROM events WHERE owner = ? AND feed_offset > ? AND feed_offset <= ?
ORDER BY feed_offset LIMIT ?
"""
_SIZES_OF_EVENTS = "SELECT feed_offset, {size} FROM events WHERE owner = ? AND feed_offset <= ? ORDER BY feed_offset"
_DELETE_EVENTS = "DELETE FROM events WHERE owner = ? AND feed_offset <= ?"
# The condition keeps the slower of two concurrent purges from lowering the retention floor.
_RAISE_FLOOR = "UPDATE feeds SET pruned = ?, row_checksum = ? WHERE owner = ? AND pruned < ?"
_META = "SELECT key, value FROM meta WHERE key IN ({marks})"


def count_tickets(reader: Reader, cutoff: str) -> int:
    return _count(reader, _COUNT_TICKETS, cutoff)


def count_idempotency_keys(reader: Reader, cutoff: str) -> int:
    return _count(reader, _COUNT_IDEMPOTENCY_KEYS, cutoff)


def count_template_versions(reader: Reader, cutoff: str) -> int:
    """Return how many old template versions are unreferenced, not counting the newest version of each template."""
    return _count(reader, _COUNT_TEMPLATE_VERSIONS, cutoff)


def count_events(reader: Reader, kept: int, cutoff: str, now: str) -> int:
    """Return how many events have expired, not counting the newest `kept` events of each feed."""
    return sum(
        count_expired(partial(_oldest_events, reader, owner, head - kept), cutoff, now)
        for owner, head in long_feeds(reader, kept)
    )


def _oldest_events(reader: Reader, owner: str, last: int, after: int, limit: int) -> list[tuple[int, str]]:
    return reader.select_tuples(_OLDEST_EVENTS, (owner, after, last, limit))


def long_feeds(reader: Reader, kept: int) -> Iterator[tuple[str, int]]:
    """Yield owner and head of the feeds that may have more than `kept` events, in the order of the owners."""
    owner = ""
    while True:
        rows = reader.select_tuples(_LONG_FEEDS, (kept, owner, _FEEDS_PER_READ))
        yield from ((owner, head) for owner, head in rows)
        if len(rows) < _FEEDS_PER_READ:
            return
        owner = rows[-1][0]


def delete_tickets(tx: Transaction, cutoff: str, limit: int) -> int:
    return tx.execute(_DELETE_TICKETS, (cutoff, limit))


def delete_idempotency_keys(tx: Transaction, cutoff: str, limit: int, max_bytes: int) -> int:
    """Delete the oldest keys. max_bytes: the limit on all of them together; at least one is deleted."""
    rows, delete = _OLD_IDEMPOTENCY_KEYS, _DELETE_IDEMPOTENCY_KEYS
    return delete_within(tx, usage.OUTCOMES, rows, delete, (cutoff,), limit, max_bytes)


def delete_template_versions(tx: Transaction, cutoff: str, limit: int, max_bytes: int) -> int:
    """Delete template versions that `count_template_versions` counts. max_bytes: see `delete_idempotency_keys`."""
    rows, delete = _OLD_TEMPLATE_VERSIONS, _DELETE_TEMPLATE_VERSIONS
    return delete_within(tx, usage.TEMPLATE_VERSIONS, rows, delete, (cutoff,), limit, max_bytes)


def last_expired_event(reader: Reader, owner: str, last: int, cutoff: str, now: str, limit: int) -> int | None:
    """Return the offset of the last of the first `limit` expired events of a feed up to `last`, None without any.

    An old event after a newer one is not expired, because only events up to the floor may be missing from a feed.
    """
    return last_expired(partial(_oldest_events, reader, owner, last), cutoff, now, limit)


def delete_events(tx: Transaction, owner: str, last: int, max_bytes: int) -> int:
    """Delete the events at the beginning of a feed up to an offset, and raise its retention floor.

    max_bytes: the limit on all of them together; at least one is deleted if there is any.
    """
    with tx.iterate(_SIZES_OF_EVENTS.format(size=usage.EVENTS.size(tx)), (owner, last)) as rows:
        last = last_within(rows, max_bytes)
    statement = f"{_DELETE_EVENTS} RETURNING {usage.EVENTS.measured(tx)}"
    count = usage.release(tx, tx.select_tuples(statement, (owner, last)))
    floor = with_checksums(Feed, {"owner": owner, "pruned": last})
    tx.execute(_RAISE_FLOOR, (last, floor["row_checksum"], owner, last))
    return count


def meta_values(reader: Reader, keys: tuple[str, ...]) -> dict[str, str]:
    """Return the values of the given keys of `meta` that exist."""
    statement = _META.format(marks=", ".join("?" for _ in keys))
    return dict(reader.select_tuples(statement, keys))


def put_meta(tx: Transaction, key: str, value: str | None) -> None:
    """Set a key of `meta`, or delete it when the value is None."""
    if value is None:
        tx.delete(Meta, {"key": key})
    else:
        row = with_checksums(Meta, {"key": key, "value": value})
        tx.execute(_PUT_META, (key, value, row["row_checksum"]))


def database_clock(reader: Reader) -> datetime:
    """Return the present moment by the clock of the machine that has the database."""
    ((moment,),) = reader.select_tuples(reader.sql("meta.clock"))
    return datetime.fromisoformat(moment)


def newest_committed_at(reader: Reader) -> str | None:
    """Return when the last event in commit order was committed."""
    rows = reader.select_tuples(reader.sql("events.newest_committed_at"))
    return str(rows[0][0]) if rows else None


def _count(reader: Reader, statement: str, *values: str | int) -> int:
    ((count,),) = reader.select_tuples(statement, values)
    return int(count)


# One statement, so that two purges at the same time do not insert the same key.
_PUT_META = """
INSERT INTO meta (key, value, row_checksum) VALUES (?, ?, ?)
ON CONFLICT (key) DO UPDATE SET value = excluded.value, row_checksum = excluded.row_checksum
"""
# A lease that expires later than this was written by a process with a wrong clock.
MAX_TTL = timedelta(days=2)
_TAKE = """
INSERT INTO leases (name, owner, expires_at, row_checksum) VALUES (?, ?, ?, ?)
ON CONFLICT (name) DO UPDATE SET
    owner = excluded.owner, expires_at = excluded.expires_at, row_checksum = excluded.row_checksum
WHERE leases.owner = excluded.owner OR leases.expires_at <= ? OR leases.expires_at > ?
"""


def take_lease(tx: Transaction, name: str, owner: str, ttl_s: float) -> bool:
    """Take or renew a lease for `ttl_s` seconds; False when another owner holds it.

    The row count of the statement decides between processes that try at the same time.
    """
    now = datetime.fromisoformat(tx.now)
    expires_at, implausible = timestamp(now + timedelta(seconds=ttl_s)), timestamp(now + MAX_TTL)
    lease = with_checksums(Lease, {"name": name, "owner": owner, "expires_at": expires_at})
    return tx.execute(_TAKE, (*lease.values(), tx.now, implausible)) == 1
