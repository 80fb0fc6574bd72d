"""Outcomes of requests under their idempotency keys."""

from ..backend import Reader, Row, Transaction

_FIND = """
SELECT request_sha256, outcome FROM idempotency_keys WHERE user_id = ? AND key = ? AND created_at > ?
"""
_PUT = """
INSERT INTO idempotency_keys (user_id, key, request_sha256, outcome, created_at) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (user_id, key) DO UPDATE SET
    request_sha256 = excluded.request_sha256, outcome = excluded.outcome, created_at = excluded.created_at
"""


def find_outcome(reader: Reader, user_id: str, key: str, created_after: str) -> Row | None:
    """Return request_sha256 and outcome (JSON text) of a user's key, None when it is unknown or too old."""
    return reader.select_one(_FIND, (user_id, key, created_after))


def put_outcome(tx: Transaction, user_id: str, key: str, request_sha256: str, outcome: str) -> None:
    """Store the outcome of a request, in place of one that is too old. The change must hold the lock of the key."""
    tx.execute(_PUT, (user_id, key, request_sha256, outcome, tx.now))
