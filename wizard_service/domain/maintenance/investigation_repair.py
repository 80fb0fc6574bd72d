"""Repairs one investigation in a recovery: its state, its derived columns and the events that lead to it.

A state that is lost or damaged is rebuilt from its events when they are complete, else from the audit trail. When
neither leads to it, its readable events and audit entries stay, and the loss is reported. Events that do not lead to
the state of an existing investigation are deleted, because a client that folds them would get another state.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from ...store import Backend, Transaction
from ...store.repositories import integrity, states
from ..investigations.state import Row, entity_types_of, unchecked_document_of
from .gaps import newest_without_gap
from .rebuilt_states import Rebuilt, rebuild
from .replay import Replay, UnreadableEvent, read_replay
from .verification import has_wrong_entity_types, wrong_columns


@dataclass(frozen=True)
class Damage:
    """The known damage of one investigation.

    lost_events: the commit sequences of its lost events. checksums: those that its state does not match.
    has_whole_trail: whether every audit entry of the database could be read.
    """

    lost_events: Sequence[int]
    checksums: frozenset[str]
    has_whole_trail: bool


def repair_investigation(store: Backend, investigation_id: str, damage: Damage) -> Iterator[str]:
    """Repair an investigation and yield one sentence for each repair and loss."""
    row, entry = states.find(store, investigation_id), integrity.newest_entry(store, investigation_id)
    replay = read_replay(store, investigation_id)
    if row is None and entry and _are_leftovers(replay.rows, entry):
        yield from _delete_events(store, investigation_id, replay.rows, "are left of a deleted investigation")
        return
    complete, damaged = Replay(newest_without_gap(replay.rows, damage.lost_events)), damage.checksums
    trusts_trail = damage.has_whole_trail and (row is None or bool(damaged))
    rebuilt = rebuild(store, investigation_id, complete, entry, trusts_trail=trusts_trail)
    if rebuilt and rebuilt.replaces(row, damaged):
        row = store.write(partial(_store, rebuilt, row, damaged))
        yield f"investigation {investigation_id}: version {rebuilt.version} is rebuilt from {rebuilt.source}"
    elif row and damaged:
        row = store.write(partial(_correct_identity, row, entry, replay.version, damaged))
        yield f"investigation {investigation_id}: its state does not match its checksums and is kept as it is"
    if row is None:
        yield _describe_loss(store, investigation_id, replay.rows, damage)
        return
    yield from _repair_existing(store, row, replay, complete)


def _are_leftovers(events: list[Row], entry: Row) -> bool:
    """Return whether an id that has no state and this newest audit entry was deleted, and not used again since."""
    return entry["action_type"] == "STATE_DELETED" and all(
        event["committed_at"] < entry["timestamp"] for event in events
    )


def _store(rebuilt: Rebuilt, row: Row | None, damaged: frozenset[str], tx: Transaction) -> Row | None:
    columns = rebuilt.columns(row, damaged)
    if row is None:
        states.insert(tx, columns)
    else:
        integrity.rewrite_state(tx, row["investigation_id"], columns)
    return states.find(tx, rebuilt.document["investigation_id"])


def _correct_identity(row: Row, entry: Row | None, newest: int, damaged: frozenset[str], tx: Transaction) -> Row | None:
    """Take owner, incarnation and version of a damaged row from its newest audit entry, and its events."""
    if entry and "row_checksum" in damaged:
        columns = {"user_id": entry["user_id"], "incarnation": entry["incarnation"]}
        integrity.rewrite_state(tx, row["investigation_id"], columns | {"version": max(entry["version"], newest)})
    return states.find(tx, row["investigation_id"])


def _describe_loss(store: Backend, investigation_id: str, events: list[Row], damage: Damage) -> str:
    kept = [f"{integrity.count_entries(store, investigation_id)} audit entries"]
    if events:
        kept.append(f"{len(events)} events of versions {events[0]['version']} to {events[-1]['version']}")
    # A deletion removes the events, and its audit entry may be among the lost ones.
    outcome = "is lost" if events or damage.has_whole_trail else "is lost, unless it was deleted"
    cause = "its state cannot be read, and neither its events nor its audit trail lead to it"
    return f"investigation {investigation_id} {outcome}: {cause}; {' and '.join(kept)} are kept"


def _repair_existing(store: Backend, row: Row, replay: Replay, complete: Replay) -> Iterator[str]:
    investigation_id = row["investigation_id"]
    leads_to_state = complete.version == row["version"]
    if store.write(partial(_derive, row, replay)):
        yield f"investigation {investigation_id}: columns derived from its documents are written again"
        row = states.find(store, investigation_id) or row
    kept = complete.rows if leads_to_state and not _contradicts(complete, row) else []
    dropped = replay.rows[: len(replay.rows) - len(kept)]
    last = dropped[-1]["version"] if dropped else 0
    cause = f"up to version {last} do not lead to its state any more"
    yield from _delete_events(store, investigation_id, dropped, cause)


def _delete_events(store: Backend, investigation_id: str, rows: list[Row], cause: str) -> Iterator[str]:
    if rows:
        first, last = rows[0]["commit_seq"], rows[-1]["commit_seq"]
        store.write(lambda tx: integrity.delete_events(tx, investigation_id, first, last))
        yield f"investigation {investigation_id}: its events {cause} and are deleted"


def _contradicts(replay: Replay, row: Row) -> bool:
    try:
        return replay.is_complete and bool(replay.other_members(unchecked_document_of(row)))
    except UnreadableEvent:
        return True


def _derive(row: Row, replay: Replay, tx: Transaction) -> bool:
    """Rewrite the columns derived from the documents, and return whether any of them was wrong.

    The state's version is raised to the highest version of an event or audit entry, so that no version is reused.
    """
    investigation_id = row["investigation_id"]
    columns = wrong_columns(row)
    used = max(integrity.newest_version(tx, investigation_id, row["incarnation"]), replay.version)
    if used > row["version"]:
        columns["version"] = used
    if columns:
        integrity.rewrite_state(tx, investigation_id, columns)
    types_differ = has_wrong_entity_types(tx, row)
    if types_differ:
        states.replace_entity_types(tx, investigation_id, entity_types_of(unchecked_document_of(row)))
    return bool(columns) or types_differ
