"""Lost events, and the investigations they belonged to, as far as an index or the neighbouring events show it."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence

# Commit sequences of lost events, in order, by investigation.
LostEvents = Mapping[str, Sequence[int]]

_INDEXED = "SELECT investigation_id, rowid FROM events INDEXED BY events_by_investigation ORDER BY rowid"
_STORED = "SELECT commit_seq FROM events"
# The last event of a feed is followed by a gap when the head is beyond it.
_GAPS = """
SELECT investigation_id, commit_seq, next_investigation_id, coalesce(next_commit_seq, commit_seq + 2) FROM (
    SELECT investigation_id, commit_seq, feed_offset, head,
        lead(investigation_id) OVER feed AS next_investigation_id,
        lead(commit_seq) OVER feed AS next_commit_seq,
        lead(feed_offset) OVER feed AS next_offset
    FROM events JOIN feeds USING (owner) WINDOW feed AS (PARTITION BY owner ORDER BY feed_offset))
WHERE coalesce(next_offset, head + 1) > feed_offset + 1
"""


def find_lost_events(damaged: sqlite3.Connection, fresh: sqlite3.Connection) -> LostEvents:
    """Return the events that `damaged` had and `fresh` does not have.

    Without a readable index an event may have belonged to either investigation next to a gap in its feed; it counts
    for both then, and so do the gaps that deleted investigations have left.
    """
    stored = {commit_seq for (commit_seq,) in fresh.execute(_STORED)}
    lost: defaultdict[str, list[int]] = defaultdict(list)
    try:
        for investigation_id, commit_seq in damaged.execute(_INDEXED).fetchall():
            if commit_seq not in stored:
                lost[investigation_id].append(commit_seq)
    except sqlite3.DatabaseError:
        return _next_to_gaps(fresh, stored)
    return lost


def _next_to_gaps(fresh: sqlite3.Connection, stored: set[int]) -> LostEvents:
    lost: defaultdict[str, list[int]] = defaultdict(list)
    for before, commit_seq, after, next_commit_seq in fresh.execute(_GAPS):
        missing = next((seq for seq in range(commit_seq + 1, next_commit_seq) if seq not in stored), None)
        for investigation_id in {before, after} - {None}:
            if missing is not None:
                lost[investigation_id].append(missing)
    return {investigation_id: sorted(missing) for investigation_id, missing in lost.items()}
