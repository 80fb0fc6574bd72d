"""Inputs that wait for a person, as columns of the states."""

from ...backend import Reader

_OPEN = "FROM investigation_states WHERE inputs_expire_at IS NOT NULL AND archived_at IS NULL"
_NEXT_EXPIRY = f"SELECT min(inputs_expire_at) {_OPEN}"
_EXPIRED = f"""
SELECT inputs_expire_at, investigation_id {_OPEN}
AND inputs_expire_at <= ? AND (inputs_expire_at, investigation_id) > (?, ?)
ORDER BY inputs_expire_at, investigation_id LIMIT ?
"""


def next_expiry(reader: Reader) -> str | None:
    """Return when the next open input expires, None when none does."""
    ((expires_at,),) = reader.select_tuples(_NEXT_EXPIRY)
    return None if expires_at is None else str(expires_at)


def expired(reader: Reader, now: str, after: tuple[str, str], limit: int) -> list[tuple[str, str]]:
    """Return time of expiry and investigation of open inputs that have expired, in order.

    after: time and investigation of the row before the first one.
    """
    return [(expires_at, name) for expires_at, name in reader.select_tuples(_EXPIRED, (now, *after, limit))]
