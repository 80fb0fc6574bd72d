"""Archived investigations that are old enough for retention to delete them."""

from ...backend import Reader

# The audit entry of an archiving may follow an entry that is newer than the cutoff. A clock that was behind dated that
# archiving, which is not old.
_OLD = """
FROM investigation_states AS state WHERE archived_at < ? AND NOT EXISTS (
    SELECT 1 FROM investigation_audit_log AS entry
    WHERE entry.investigation_id = state.investigation_id AND entry.timestamp = state.archived_at
      AND entry.entry_seq > (
          SELECT entry_seq FROM investigation_audit_log WHERE timestamp >= ? ORDER BY timestamp LIMIT 1))
"""
_COUNT = f"SELECT count(*) {_OLD}"
_IDS = f"SELECT investigation_id {_OLD} ORDER BY archived_at LIMIT ?"


def count_old(reader: Reader, cutoff: str) -> int:
    ((count,),) = reader.select_tuples(_COUNT, (cutoff, cutoff))
    return int(count)


def old_ids(reader: Reader, cutoff: str, limit: int) -> list[str]:
    """Return the ids of investigations that were archived before the cutoff, the earliest first."""
    return [investigation_id for (investigation_id,) in reader.select_tuples(_IDS, (cutoff, cutoff, limit))]
