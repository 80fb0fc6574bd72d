"""Outcomes of requests under their idempotency keys."""

from ..backend import Reader, Row, Transaction
from . import usage

_FIND = """
SELECT request_sha256, outcome FROM idempotency_keys WHERE user_id = ? AND key = ? AND created_at > ?
"""
_DELETE = "DELETE FROM idempotency_keys WHERE user_id = ? AND key = ?"
_INSERT = """
INSERT INTO idempotency_keys (user_id, key, request_sha256, outcome, created_at) VALUES (?, ?, ?, ?, ?)
"""


def find_outcome(reader: Reader, user_id: str, key: str, created_after: str) -> Row | None:
    """Return request_sha256 and outcome (JSON text) of a user's key, None when it is unknown or too old."""
    return reader.select_one(_FIND, (user_id, key, created_after))


def delete_outcome(tx: Transaction, user_id: str, key: str) -> None:
    """Delete the outcome of a user's key, if there is one. The change must hold the lock of the key."""
    usage.release(tx, tx.select_tuples(f"{_DELETE} RETURNING {usage.OUTCOMES.measured(tx)}", (user_id, key)))


def insert_outcome(tx: Transaction, user_id: str, key: str, request_sha256: str, outcome: str) -> None:
    """Store the outcome of a request under a key that has none. The change must hold the lock of the key."""
    tx.execute(_INSERT, (user_id, key, request_sha256, outcome, tx.now))
