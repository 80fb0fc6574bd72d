"""Snapshots of earlier states: they bound the reverse patches from which an earlier version is computed."""

import orjson

from ...store import Transaction
from ...store.repositories import states, usage, versions
from ..investigations.delta import Delta
from ..investigations.state import Row

# Every 200th version keeps a snapshot. Reading and applying one small reverse patch takes some 20 us.
SNAPSHOT_INTERVAL = 200
# Parsing this much of reverse patches takes some 15 ms. A state has 500 KB by default, so snapshots take less space
# than the patches between them.
SNAPSHOT_AFTER_BYTES = 1_000_000


def keep_snapshot(tx: Transaction, row: Row, entry: Row, delta: Delta) -> int:
    """Store a snapshot of the state in `row` when one is due, and return how many bytes it takes.

    entry: the audit entry of the change, which the transaction has appended.
    """
    if not _is_due(tx, row, entry):
        return 0
    snapshot = states.identity_and_version(row) | {"state": orjson.dumps(delta.bare_after).decode()}
    versions.insert_snapshot(tx, snapshot)
    return usage.row_bytes(snapshot, usage.SNAPSHOTS)


def _is_due(tx: Transaction, row: Row, entry: Row) -> bool:
    if row["version"] % SNAPSHOT_INTERVAL == 0:
        return True
    # Smaller patches cannot reach the limit before the next regular snapshot, so most changes need no query.
    if len(entry["previous_state"]) < SNAPSHOT_AFTER_BYTES // SNAPSHOT_INTERVAL:
        return False
    size = versions.reverse_bytes_since_snapshot(tx, row["investigation_id"], row["incarnation"])
    return size > SNAPSHOT_AFTER_BYTES
