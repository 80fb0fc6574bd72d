"""States that a recovery rebuilds: by folding complete events, or from the audit trail, which holds no log lines."""

from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from ...store import Reader
from ...store.repositories import audit, audit_chain, versions
from ..audit.hash_chain import has_its_hash
from ..events.log_lines import apply_changes
from ..investigations.state import Document, Row, columns_of
from ..merge_patch import apply_patch
from ..vocabulary import SECTIONS
from .replay import DAMAGE, Replay, UnreadableEvent


@dataclass(frozen=True)
class Rebuilt:
    """A rebuilt state. source: what it was rebuilt from, as a report names it.

    is_exact: whether it has all log lines. is_newest: whether the audit trail has no newer version.
    """

    document: Document
    incarnation: int
    source: str
    is_exact: bool
    is_newest: bool

    @property
    def version(self) -> int:
        return int(self.document["version"])

    def replaces(self, row: Row | None, damaged: frozenset[str]) -> bool:
        """Return whether this state is better than the stored one. damaged: the checksums that `row` does not match."""
        if row is None:
            return True
        if "row_checksum" in damaged:
            return self.is_newest
        if self.is_exact and self.version > row["version"]:
            return True
        return bool(damaged) and self.version == row["version"]

    def columns(self, row: Row | None, damaged: frozenset[str]) -> Row:
        """Return the columns to write. An inexact state replaces only what is damaged."""
        columns = columns_of(self.document, {}) | {"incarnation": self.incarnation}
        if row is None or self.is_exact:
            return columns
        sections = {f"{section}_json": f"{section}_checksum" for section in SECTIONS}
        return {name: value for name, value in columns.items() if sections.get(name, "row_checksum") in damaged}


def rebuild(
    reader: Reader, investigation_id: str, complete: Replay, entry: Row | None, *, trusts_trail: bool
) -> Rebuilt | None:
    """Return the newest state that events or audit trail lead to, None when there is none.

    complete: the newest events without a gap. entry: the newest audit entry. trusts_trail: whether no audit entries are
    lost; otherwise the trail may lack its end, even the entry of a deletion, and only the events are used.
    """
    incarnation, newest = (entry["incarnation"], entry["version"]) if entry else (0, 0)
    if entry and entry["action_type"] == "STATE_DELETED":
        # The entries of the investigation that the events belong to are lost.
        incarnation, newest = incarnation + 1, 0
    exact = _from_events(complete, incarnation, newest)
    if not trusts_trail or (exact and exact.is_newest):
        return exact
    return _from_trail(reader, investigation_id, complete, incarnation, newest) or exact


def _from_events(complete: Replay, incarnation: int, newest: int) -> Rebuilt | None:
    try:
        document = complete.document() if complete.is_complete else None
    except UnreadableEvent:
        return None
    if not document:
        return None
    return Rebuilt(document, incarnation, "its events", is_exact=True, is_newest=document["version"] >= newest)


def _from_trail(
    reader: Reader, investigation_id: str, complete: Replay, incarnation: int, newest: int
) -> Rebuilt | None:
    """Fold the events that lead to the newest version on the version before them, so that their log lines are kept."""
    first = complete.rows[0]["version"] if complete.rows and complete.version >= newest else newest + 1
    try:
        document = trail_document(reader, investigation_id, incarnation, first - 1)
        folded = complete.document(document) if document and first <= newest else document
    except (UnreadableEvent, *DAMAGE):
        folded = trail_document(reader, investigation_id, incarnation, newest)
    if folded is None:
        return None
    lines = "all log lines" if first > newest else f"its log lines before version {first}"
    return Rebuilt(folded, incarnation, f"its audit trail, without {lines}", is_exact=False, is_newest=True)


def trail_document(reader: Reader, investigation_id: str, incarnation: int, version: int) -> Document | None:
    """Return the document as of a version, with empty logs; None when the audit trail does not lead there.

    Only entries that match their hashes are used.
    """
    snapshot = versions.snapshot_until(reader, investigation_id, incarnation, version)
    start, document = (snapshot[0], orjson.loads(snapshot[1])) if snapshot else (0, {})
    expected, updated_at = start, ""
    for entry in _entries(reader, investigation_id, incarnation):
        # The entry of the snapshot's version gives its time; the snapshot holds its changes.
        if not max(start, 1) <= entry["version"] <= version:
            continue
        expected += entry["version"] > start
        if entry["version"] != expected or not has_its_hash(entry):
            return None
        document = apply_patch(document, orjson.loads(entry["changes"])) if entry["version"] > start else document
        updated_at = entry["timestamp"]
    is_found = bool(updated_at) and expected == version
    return apply_changes({}, document) | {"version": version, "updated_at": updated_at} if is_found else None


def _entries(reader: Reader, investigation_id: str, incarnation: int) -> Iterator[Row]:
    for after, last in audit.entry_ranges(reader, investigation_id, 0):
        entries = audit_chain.chain_entries(reader, investigation_id, after, last)
        yield from (entry for entry in entries if entry["incarnation"] == incarnation)
