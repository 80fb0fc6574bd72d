"""Finds the events that a damaged database has lost, and the investigations that they belonged to."""

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence

# Commit sequences of lost events, in order, by investigation.
LostEvents = Mapping[str, Sequence[int]]

_INDEXED = "SELECT investigation_id, rowid FROM events INDEXED BY events_by_investigation ORDER BY rowid"
_STORED = "SELECT commit_seq FROM events"
# Neighbouring events of a feed with a gap between them. If the feed's head is higher than its last event, there is a
# gap at the end as well. No event follows it, so `commit_seq + 2` limits the search to one number, `commit_seq + 1`.
_GAPS = """
SELECT investigation_id, commit_seq, next_investigation_id, coalesce(next_commit_seq, commit_seq + 2) FROM (
    SELECT investigation_id, commit_seq, feed_offset, head,
        lead(investigation_id) OVER feed AS next_investigation_id,
        lead(commit_seq) OVER feed AS next_commit_seq,
        lead(feed_offset) OVER feed AS next_offset
    FROM events JOIN feeds USING (owner) WINDOW feed AS (PARTITION BY owner ORDER BY feed_offset))
WHERE coalesce(next_offset, head + 1) > feed_offset + 1
"""


def find_lost_events(damaged: sqlite3.Connection, rebuilt: sqlite3.Connection) -> LostEvents:
    """Return the events that `damaged` had and `rebuilt` does not have.

    An index of `damaged` lists them all. If the index cannot be read, each gap in a feed of `rebuilt` yields one event,
    the first that is missing. It is returned for the investigation before the gap and for the one after it, because it
    may have belonged to either. A gap that a deleted investigation has left cannot be distinguished from a loss.
    """
    stored = {commit_seq for (commit_seq,) in rebuilt.execute(_STORED)}
    lost: defaultdict[str, list[int]] = defaultdict(list)
    try:
        for investigation_id, commit_seq in damaged.execute(_INDEXED).fetchall():
            if commit_seq not in stored:
                lost[investigation_id].append(commit_seq)
    except sqlite3.DatabaseError:
        return _first_of_each_gap(rebuilt, stored)
    return lost


def _first_of_each_gap(rebuilt: sqlite3.Connection, stored: set[int]) -> LostEvents:
    lost: defaultdict[str, list[int]] = defaultdict(list)
    for id_before, commit_seq, id_after, next_commit_seq in rebuilt.execute(_GAPS):
        # Events of other feeds have numbers in the same range.
        first_missing = next((seq for seq in range(commit_seq + 1, next_commit_seq) if seq not in stored), None)
        if first_missing is None:
            continue
        for investigation_id in {id_before, id_after} - {None}:
            lost[investigation_id].append(first_missing)
    return {investigation_id: sorted(commit_seqs) for investigation_id, commit_seqs in lost.items()}
