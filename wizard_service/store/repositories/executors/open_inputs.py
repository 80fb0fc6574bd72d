"""Inputs that wait for a person, as columns of the states."""

from ...backend import Reader

_OPEN = "FROM investigation_states WHERE inputs_expire_at IS NOT NULL AND archived_at IS NULL"
_NEXT_EXPIRY = f"SELECT min(inputs_expire_at) {_OPEN}"
_EXPIRED = f"SELECT investigation_id {_OPEN} AND inputs_expire_at <= ? ORDER BY inputs_expire_at LIMIT ?"


def next_expiry(reader: Reader) -> str | None:
    """Return when the next open input expires, None when none does."""
    ((expires_at,),) = reader.select_tuples(_NEXT_EXPIRY)
    return None if expires_at is None else str(expires_at)


def expired(reader: Reader, now: str, limit: int) -> list[str]:
    """Return investigations with an open input that has expired, the earliest first."""
    return [str(investigation_id) for (investigation_id,) in reader.select_tuples(_EXPIRED, (now, limit))]
