"""Recovery of a damaged database, after the readable rows have been copied into a new file.

States are rebuilt from complete events, derived columns from documents, feeds from their events. An investigation loses
the events before a gap, or all events when they no longer lead to its state. Other investigations keep theirs.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ...config import DatabaseSettings
from ...store import Backend, Transaction, open_backend
from ...store.repositories import integrity, states
from ...store.sqlite.rebuild import delete_orphans, rebuilding
from ...store.sqlite.salvage.lost_events import LostEvents
from ...store.sqlite.salvage.rows import Salvaged
from ..investigations.state import Row, columns_of, document_of, entity_types_of
from ..quotas.usage import correct_usage
from .damaged_rows import accept_damaged, damaged_events, damaged_states, delete_damaged
from .gaps import newest_without_gap
from .replay import Replay, UnreadableEvent, read_replay
from .verification import has_wrong_entity_types, wrong_columns


@dataclass(frozen=True)
class Recovery:
    """The result of a recovery.

    tables: the rows read and lost per table. repairs: one sentence per repair. previous: the kept damaged file.
    """

    tables: list[Salvaged]
    repairs: list[str]
    previous: Path | None


def recover(database: Path) -> Recovery:
    """Replace a damaged database with a new one that holds every readable row and has a new epoch.

    The damaged file is kept. Raises DatabaseInUse, FileNotFoundError, and StorageError when even the schema is
    unreadable.
    """
    with rebuilding(database) as rebuilt:
        with closing(open_backend(DatabaseSettings(url=f"sqlite:///{rebuilt.path}"))) as store:
            repairs = list(_repair(store, rebuilt.lost_events))
        return Recovery(rebuilt.tables, repairs, rebuilt.install())


def _repair(store: Backend, lost_events: LostEvents) -> Iterator[str]:
    unusable = damaged_events(store)
    yield from delete_damaged(store)
    store.write(integrity.raise_heads)
    damaged = damaged_states(store)
    for investigation_id in {*integrity.investigation_ids(store), *integrity.ids_in_event_log(store)}:
        lost = sorted([*lost_events.get(investigation_id, ()), *unusable.get(investigation_id, ())])
        yield from _repair_investigation(store, investigation_id, lost, is_damaged=investigation_id in damaged)
    for owner in integrity.feed_owners(store):
        yield from _repair_feed(store, owner)
    deleted = store.write(delete_orphans)
    if deleted:
        yield f"Deleted {deleted} orphaned rows."
    yield from accept_damaged(store)
    # The repairs above change rows without updating the usage of their owners.
    correct_usage(store)


def _repair_investigation(
    store: Backend, investigation_id: str, lost: Sequence[int], *, is_damaged: bool
) -> Iterator[str]:
    row, replay = states.find(store, investigation_id), read_replay(store, investigation_id)
    complete = Replay(newest_without_gap(replay.rows, lost))
    version = row["version"] if row else 0
    if _is_complete(complete) and (complete.version > version or (is_damaged and complete.version == version)):
        yield f"investigation {investigation_id}: version {complete.version} is rebuilt from its events"
        row = store.write(partial(_rebuild, complete))
    if row is None:
        if replay.rows:
            yield f"investigation {investigation_id} is lost"
            _delete_events(store, investigation_id, replay.rows)
        return
    leads_to_state = complete.version == row["version"]
    if store.write(partial(_derive, row, replay)):
        yield f"investigation {investigation_id}: columns derived from its documents are written again"
        row = states.find(store, investigation_id) or row
    kept = complete.rows if leads_to_state and not _contradicts(complete, row) else []
    dropped = replay.rows[: len(replay.rows) - len(kept)]
    if dropped:
        _delete_events(store, investigation_id, dropped)
        through = f"up to version {dropped[-1]['version']} do not lead to its state any more and are deleted"
        yield f"investigation {investigation_id}: its events {through}"


def _delete_events(store: Backend, investigation_id: str, rows: list[Row]) -> None:
    first, last = rows[0]["commit_seq"], rows[-1]["commit_seq"]
    store.write(lambda tx: integrity.delete_events(tx, investigation_id, first, last))


def _contradicts(replay: Replay, row: Row) -> bool:
    try:
        return replay.is_complete and bool(replay.other_members(document_of(row)))
    except UnreadableEvent:
        return True


def _is_complete(replay: Replay) -> bool:
    """Return whether the events are complete and give a state."""
    try:
        return replay.is_complete and bool(replay.document())
    except UnreadableEvent:
        return False


def _rebuild(replay: Replay, tx: Transaction) -> Row | None:
    document = replay.document()
    investigation_id, columns = document["investigation_id"], columns_of(document, {})
    if states.exists(tx, investigation_id):
        integrity.rewrite_state(tx, investigation_id, columns)
    else:
        states.insert(tx, columns | {"incarnation": integrity.newest_incarnation(tx, investigation_id)})
    return states.find(tx, investigation_id)


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
        states.replace_entity_types(tx, investigation_id, entity_types_of(document_of(row)))
    return bool(columns) or types_differ


def _repair_feed(store: Backend, owner: str) -> Iterator[str]:
    """Set the bounds of a feed to those of its events, and record how many events are missing in between.

    Deleted investigations leave gaps too, which cannot be distinguished from losses.
    """
    feed, (count, first, last) = integrity.find_feed(store, owner), integrity.feed_extent(store, owner)
    # Offsets after the last event may be reused, because a recovery starts a new epoch.
    head = feed["head"] if last is None else last
    pruned = head if first is None else min(feed["pruned"], first - 1)
    lost = 0 if integrity.has_deleted_investigations(store, owner) else head - pruned - count
    if lost and first is not None:
        lost, pruned = head - first + 1 - count, first - 1
    changed = {name: offset for name, offset in (("head", head), ("pruned", pruned)) if feed[name] != offset}
    if changed or lost != integrity.lost_events(store, owner):
        store.write(lambda tx: integrity.rewrite_feed(tx, owner, changed, lost))
        yield f"feed of {owner}: it holds {count} events after offset {pruned} up to {head}, {lost} are lost in between"
