"""The changes of an investigation up to one version, with actors and times, from its audit trail."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from ...process.cooperative import ROWS_PER_BATCH, yield_between_batches
from ...store import Reader, Row
from ...store.repositories import audit_chain, versions
from ..audit.entries import action_types_of

# An executor may report tens of thousands of changes. A report lists the newest of them, grouped.
MAX_CHANGES, MAX_GROUPS = 10_000, 1_000


@dataclass(frozen=True)
class ChangeGroup:
    """Successive changes by one actor that did the same things, from the first to the last."""

    actor: str
    action_types: tuple[str, ...]
    first_at: str
    last_at: str
    count: int = 1


@dataclass(frozen=True)
class Trail:
    """The changes up to a version.

    groups: the newest, oldest first. last_hash: the hash of the entry of that version, which every earlier entry is
    part of; None when the trail was lost. oldest_version: the first version whose entry is retained, None without any.
    """

    groups: tuple[ChangeGroup, ...]
    last_hash: str | None
    oldest_version: int | None

    @property
    def listed(self) -> int:
        """How many changes the groups have together."""
        return sum(group.count for group in self.groups)


def read_trail(reader: Reader, state: Row) -> Trail:
    """Return the changes that led to a state. state: has investigation_id, incarnation and version.

    Changes that are committed meanwhile are left out. Other greenlets run between two batches.
    """
    identity = (state["investigation_id"], state["incarnation"])
    while True:
        oldest = versions.oldest_entry(reader, *identity)
        newest = versions.entry_of(reader, *identity, state["version"])
        groups = _groups(reader, state["investigation_id"], oldest[1], newest[0]) if oldest and newest else ()
        # A purge between two reads has deleted entries that belong to the older groups, so all are read again.
        if oldest == versions.oldest_entry(reader, *identity):
            break
    if oldest is None:
        # Retention has deleted all entries; the anchor keeps the hash of the last one.
        anchor = audit_chain.find_anchor(reader, state["investigation_id"])
        return Trail((), anchor[0] if anchor else None, None)
    return Trail(groups, newest[1] if newest else None, oldest[0])


def _groups(reader: Reader, investigation_id: str, first: int, last: int) -> tuple[ChangeGroup, ...]:
    groups: list[ChangeGroup] = []
    for entry in islice(_entries(reader, investigation_id, first, last), MAX_CHANGES):
        newer = groups[-1] if groups else None
        done = (entry["actor"], tuple(action_types_of(entry)))
        if newer and done == (newer.actor, newer.action_types):
            groups[-1] = replace(newer, first_at=entry["timestamp"], count=newer.count + 1)
        elif len(groups) == MAX_GROUPS:
            break
        else:
            groups.append(ChangeGroup(*done, entry["timestamp"], entry["timestamp"]))
    return tuple(reversed(groups))


def _entries(reader: Reader, investigation_id: str, first: int, last: int) -> Iterator[Row]:
    """Yield actor, action types and time of the entries between two numbers, newest first."""
    while entries := versions.authors(reader, investigation_id, first, last, ROWS_PER_BATCH):
        yield from entries
        last = entries[-1]["entry_seq"] - 1
        yield_between_batches()
