"""Gaps in the events of an investigation: lost events that are known, and missing versions and offsets."""

from collections.abc import Sequence
from itertools import groupby

from ..investigations.state import Row


def newest_without_gap(rows: Sequence[Row], lost: Sequence[int]) -> list[Row]:
    """Return the newest events that follow each other, from the first complete version after the last gap on.

    rows: the events of an investigation in the order of their commits. lost: commit sequences of its lost events.
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
    """Return whether events are missing between the first and the last of one version.

    One change appends all events of its version at once, so they have consecutive offsets.
    """
    first, last = version[0], version[-1]
    if any(first["commit_seq"] < commit_seq < last["commit_seq"] for commit_seq in lost):
        return True
    return any(row["feed_offset"] != offset for offset, row in enumerate(version, first["feed_offset"]))


def _may_be_cut(before: Row | None, first: Row, lost: Sequence[int]) -> bool:
    """Return whether the version of `first` or the one before it may be incomplete, or their order is wrong."""
    after = before["commit_seq"] if before else 0
    events = sum(after < commit_seq < first["commit_seq"] for commit_seq in lost)
    versions = first["version"] - before["version"] - 1 if before else 0
    # Each version has an event. When no more events are lost than versions, the lost ones were those versions.
    return events > versions
