"""Outcomes of requests under their idempotency keys."""

from ...errors import WizardError
from ..backend import Reader, Row, Transaction
from ..checksums import find_faults
from ..models import IdempotencyKey
from . import usage

_COLUMNS = ", ".join(field.column_name for field in IdempotencyKey._meta.sorted_fields)
_FIND = f"SELECT {_COLUMNS} FROM idempotency_keys WHERE user_id = ? AND key = ?"  # noqa: S608 - our own columns
_DELETE = "DELETE FROM idempotency_keys WHERE user_id = ? AND key = ?"


def find_outcome(reader: Reader, user_id: str, key: str) -> Row | None:
    """Return created_at, request_sha256 and outcome (JSON text) of a user's key, None when it is unknown.

    The row becomes a response, so it is compared with its checksum. Raises WizardError when they differ, because the
    request was carried out and must neither get a wrong response nor be executed again.
    """
    row = reader.select_one(_FIND, (user_id, key))
    if row is not None and find_faults(IdempotencyKey, row):
        raise WizardError("The stored outcome of this Idempotency-Key is damaged. The request was carried out before.")
    return row


def delete_outcome(tx: Transaction, user_id: str, key: str) -> None:
    """Delete the outcome of a user's key, if it exists. The change must hold the lock of the key."""
    usage.release(tx, tx.select_tuples(f"{_DELETE} RETURNING {usage.OUTCOMES.measured(tx)}", (user_id, key)))


def insert_outcome(tx: Transaction, row: Row) -> None:
    """Store the outcome under a key that has none yet. The change must hold the lock of the key.

    row: user_id, key, request_sha256, outcome, created_at.
    """
    tx.insert(IdempotencyKey, [row])
