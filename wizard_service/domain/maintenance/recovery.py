"""Recovery of a damaged database: what is rebuilt from what, once the readable rows are in a new file.

States are rebuilt from complete events, derived columns from documents, feeds from their events. Events that no longer
lead to their state are deleted, so that every client starts again from the state.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ...config import DatabaseSettings
from ...store import Backend, Transaction, open_backend
from ...store.repositories import events, integrity, states
from ...store.sqlite.rebuild import delete_orphans, rebuilding
from ...store.sqlite.salvage import Salvaged
from ..investigations.state import Row, columns_of, document_of, entity_types_of
from ..quotas.usage import correct_usage
from .replay import Replay, read_replay
from .verification import has_wrong_entity_types, wrong_columns


@dataclass(frozen=True)
class Recovery:
    """tables: what was read and what was lost. repairs: one sentence each. previous: where the damaged file is kept."""

    tables: list[Salvaged]
    repairs: list[str]
    previous: Path | None


def recover(database: Path) -> Recovery:
    """Replace a damaged database by a new one made of every readable row, with a new epoch, and keep the damaged one.

    Raises DatabaseInUse, FileNotFoundError, and StorageError when not even the schema can be read.
    """
    with rebuilding(database) as rebuilt:
        with closing(open_backend(DatabaseSettings(url=f"sqlite:///{rebuilt.path}"))) as store:
            repairs = list(_repair(store, events_lost=rebuilt.has_lost("events", "feeds")))
        return Recovery(rebuilt.tables, repairs, rebuilt.install())


def _repair(store: Backend, *, events_lost: bool) -> Iterator[str]:
    store.write(integrity.raise_heads)
    # Owners whose feeds must start again, because events of theirs do not lead to a state.
    reset_owners: set[str] = set()
    for investigation_id in {*integrity.investigation_ids(store), *integrity.ids_in_event_log(store)}:
        yield from _repair_investigation(store, investigation_id, reset_owners)
    for owner in integrity.feed_owners(store):
        yield from _repair_feed(store, owner, is_reset=owner in reset_owners, events_lost=events_lost)
    deleted = store.write(delete_orphans)
    if deleted:
        yield f"Deleted {deleted} orphaned rows."
    # The repairs above change rows without charging their owners.
    correct_usage(store)


def _repair_investigation(store: Backend, investigation_id: str, reset_owners: set[str]) -> Iterator[str]:
    row, replay = states.find(store, investigation_id), read_replay(store, investigation_id)
    if replay.is_complete and replay.version > (row["version"] if row else 0):
        yield f"investigation {investigation_id}: version {replay.version} is rebuilt from its events"
        row = store.write(partial(_rebuild, replay))
    if row is None:
        yield from _delete_lost(store, investigation_id, replay, reset_owners)
        return
    if store.write(partial(_derive, row, replay)):
        yield f"investigation {investigation_id}: columns derived from its documents are written again"
        row = states.find(store, investigation_id) or row
    if _contradicts(replay, row):
        yield f"investigation {investigation_id}: its events do not lead to its state any more"
        reset_owners.add(row["user_id"])


def _delete_lost(store: Backend, investigation_id: str, replay: Replay, reset_owners: set[str]) -> Iterator[str]:
    """Delete the events of an investigation whose state can be neither read nor rebuilt."""
    if not replay.rows:
        return
    yield f"investigation {investigation_id} is lost"
    store.write(lambda tx: events.delete_of(tx, investigation_id))
    reset_owners.add(replay.rows[0]["owner"])


def _contradicts(replay: Replay, row: Row) -> bool:
    if not replay.rows:
        return False
    if replay.faults or replay.version != row["version"]:
        return True
    return replay.is_complete and replay.document() != document_of(row)


def _rebuild(replay: Replay, tx: Transaction) -> Row | None:
    document = replay.document()
    investigation_id, columns = document["investigation_id"], columns_of(document, {})
    if states.exists(tx, investigation_id):
        integrity.rewrite_state(tx, investigation_id, columns)
    else:
        states.insert(tx, columns | {"incarnation": integrity.newest_incarnation(tx, investigation_id)})
    return states.find(tx, investigation_id)


def _derive(row: Row, replay: Replay, tx: Transaction) -> bool:
    """Write what follows from the documents, and return whether anything was wrong.

    A version that an event or an audit entry bears is not used again: the state's version is raised to it.
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


def _repair_feed(store: Backend, owner: str, *, is_reset: bool, events_lost: bool) -> Iterator[str]:
    feed = integrity.find_feed(store, owner)
    pruned = feed["head"] if is_reset else _retention_floor(store, feed, events_lost=events_lost)
    if pruned != feed["pruned"]:
        store.write(lambda tx: integrity.prune_feed(tx, owner, pruned))
        yield f"feed of {owner}: its events up to {pruned} of {feed['head']} are incomplete and deleted"


def _retention_floor(store: Backend, feed: Row, *, events_lost: bool) -> int:
    """Return the offset after which the feed is complete.

    Deleted investigations leave gaps as well. Once events are lost, the two kinds of gaps look the same.
    """
    head, pruned = feed["head"], feed["pruned"]
    offsets = integrity.retained_offsets(store, feed["owner"], pruned)
    if events_lost or head not in offsets:
        pruned = next((offset for offset in range(head, pruned, -1) if offset not in offsets), pruned)
    return int(pruned)
