"""Detects gaps in the events of an investigation: known lost events, missing versions and missing offsets."""

from collections.abc import Sequence
from itertools import groupby

from ..investigations.state import Row


def newest_without_gap(rows: Sequence[Row], lost: Sequence[int]) -> list[Row]:
    """Return the newest contiguous events, which begin with the first complete version after the last gap.

    rows: the events of an investigation in commit order. lost: the commit sequences of its lost events.
    """
    complete: list[Row] = []
    before: Row | None = None
    for _, group in groupby(rows, key=lambda row: row["version"]):
        version = list(group)
        if has_inner_gap(version, lost) or _may_be_cut(before, version[0], lost):
            complete = []
        elif before is None or version[0]["version"] == before["version"] + 1:
            complete += version
        else:
            complete = version
        before = version[-1]
    newest = rows[-1]["commit_seq"] if rows else 0
    return [] if any(commit_seq > newest for commit_seq in lost) else complete


def has_inner_gap(version: Sequence[Row], lost: Sequence[int] = ()) -> bool:
    """Return whether events are missing between the first and the last event of a version.

    A change appends all events of its version at once, so their offsets are consecutive.
    """
    first, last = version[0], version[-1]
    if any(first["commit_seq"] < commit_seq < last["commit_seq"] for commit_seq in lost):
        return True
    return any(row["feed_offset"] != offset for offset, row in enumerate(version, first["feed_offset"]))


def _may_be_cut(before: Row | None, first: Row, lost: Sequence[int]) -> bool:
    """Return whether the version of `first` or the version before it may be incomplete or out of order."""
    after = before["commit_seq"] if before else 0
    events = sum(after < commit_seq < first["commit_seq"] for commit_seq in lost)
    versions = first["version"] - before["version"] - 1 if before else 0
    # Each version has at least one event. When as many events as versions are missing, whole versions are missing.
    return events > versions
