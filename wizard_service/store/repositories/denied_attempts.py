"""Denied attempts to change an investigation: a log that keeps only its newest rows."""

from collections.abc import Mapping
from functools import lru_cache, partial

from ..audit_models import DeniedAttempt
from ..backend import Reader, Row, Transaction
from ..expiry import count_expired, last_expired

_SUBJECT = "SELECT investigation_id, user_id, version FROM investigation_states WHERE investigation_id = ?"
_TRIM_INVESTIGATION = """
DELETE FROM denied_attempts WHERE investigation_id = ? AND actor = ? AND attempt_seq <= (
    SELECT attempt_seq FROM denied_attempts WHERE investigation_id = ? AND actor = ?
    ORDER BY attempt_seq DESC LIMIT 1 OFFSET ?)
"""
_TRIM_ACTOR = """
DELETE FROM denied_attempts WHERE actor = ? AND attempt_seq <= (
    SELECT attempt_seq FROM denied_attempts WHERE actor = ? ORDER BY attempt_seq DESC LIMIT 1 OFFSET ?)
"""
_PAGE = """
SELECT attempt_seq, investigation_id, actor, source, attempted, code, detail, version, timestamp, request_id
FROM denied_attempts WHERE investigation_id = ? AND attempt_seq < ?{filters} ORDER BY attempt_seq DESC LIMIT ?
"""
_OLDEST = "SELECT attempt_seq, timestamp FROM denied_attempts WHERE attempt_seq > ? ORDER BY attempt_seq LIMIT ?"
_DELETE_THROUGH = "DELETE FROM denied_attempts WHERE attempt_seq <= ?"


def insert_attempt(tx: Transaction, investigation_id: str, attempt: Row) -> None:
    """Store an attempt with the owner and the version that the investigation has now.

    attempt: actor, source, attempted, code, detail, request_id.
    """
    subject = tx.select_one(_SUBJECT, (investigation_id,))
    # An attempt is stored with the owner, who may read it, so it needs an existing investigation.
    if subject is not None:
        tx.insert(DeniedAttempt, [subject | attempt | {"timestamp": tx.now}])


def trim(tx: Transaction, investigation_id: str, actor: str, *, kept_per_investigation: int, kept: int) -> None:
    """Delete old attempts of the actor: keep the newest on this investigation and the newest overall."""
    tx.execute(_TRIM_INVESTIGATION, (investigation_id, actor, investigation_id, actor, kept_per_investigation))
    tx.execute(_TRIM_ACTOR, (actor, actor, kept))


def select_page(reader: Reader, investigation_id: str, before: int, limit: int, equal: Mapping[str, str]) -> list[Row]:
    """Return the attempts with numbers below `before`, newest first. equal: values of `user_id` and `actor`."""
    return reader.select(_page_statement(tuple(equal)), (investigation_id, before, *equal.values(), limit))


@lru_cache(maxsize=4)
def _page_statement(columns: tuple[str, ...]) -> str:
    return _PAGE.format(filters="".join(f" AND {column} = ?" for column in columns))


def count_before(reader: Reader, cutoff: str, now: str) -> int:
    """Return how many attempts are older than a moment."""
    return count_expired(partial(_oldest, reader), cutoff, now)


def last_before(reader: Reader, cutoff: str, now: str, limit: int) -> int | None:
    """Return the number of the last of the first attempts older than a moment, at most `limit`; None without any."""
    return last_expired(partial(_oldest, reader), cutoff, now, limit)


def delete_through(tx: Transaction, last: int) -> int:
    """Delete the attempts up to a number, and return how many."""
    return tx.execute(_DELETE_THROUGH, (last,))


def _oldest(reader: Reader, after: int, limit: int) -> list[tuple[int, str]]:
    return reader.select_tuples(_OLDEST, (after, limit))
