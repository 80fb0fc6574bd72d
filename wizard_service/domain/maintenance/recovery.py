"""Recovery of a damaged database, after the readable rows have been copied into a new file.

States are rebuilt from complete events or the audit trail, derived columns from documents, feeds from their events.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ...config import DatabaseSettings
from ...store import Backend, open_backend
from ...store.repositories import integrity
from ...store.repositories.deletion import leftover_events
from ...store.sqlite.rebuild import delete_orphans, rebuilding
from ...store.sqlite.salvage.lost_events import LostEvents
from ...store.sqlite.salvage.rows import Salvaged
from ..audit.hash_chain import chain_ids
from ..quotas.usage import correct_usage
from ..vocabulary import INVESTIGATION_ID
from .damaged_rows import accept_damaged, damaged_events, damaged_states, delete_damaged
from .investigation_repair import Damage, repair_investigation


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

    The damaged file is kept. Raises DatabaseInUse, FileNotFoundError, SchemaError for the database of a newer program,
    and StorageError when even the schema is unreadable.
    """
    with rebuilding(database) as rebuilt:
        with closing(open_backend(DatabaseSettings(url=f"sqlite:///{rebuilt.path}"))) as store:
            repairs = list(_repair(store, rebuilt.lost_events, _is_whole(rebuilt.tables, "investigation_audit_log")))
        return Recovery(rebuilt.tables, repairs, rebuilt.install())


def _is_whole(tables: list[Salvaged], name: str) -> bool:
    return all(table.lost == 0 and not table.is_damaged for table in tables if table.table == name)


def _repair(store: Backend, lost_events: LostEvents, has_whole_trail: bool) -> Iterator[str]:
    unusable = damaged_events(store)
    yield from delete_damaged(store)
    store.write(integrity.raise_heads)
    damaged = damaged_states(store)
    for investigation_id in _investigation_ids(store):
        lost = sorted([*lost_events.get(investigation_id, ()), *unusable.get(investigation_id, ())])
        damage = Damage(lost, damaged.get(investigation_id, frozenset()), has_whole_trail)
        yield from repair_investigation(store, investigation_id, damage)
    store.write(leftover_events.record_all_unfinished)
    for owner in integrity.feed_owners(store):
        yield from _repair_feed(store, owner)
    deleted = store.write(delete_orphans)
    if deleted:
        yield f"Deleted {deleted} orphaned rows."
    yield from accept_damaged(store)
    # The repairs above change rows without updating the usage of their owners.
    correct_usage(store)


def _investigation_ids(store: Backend) -> list[str]:
    """Return the ids of all investigations that have a state, events or audit entries."""
    # A template has an audit trail too; its id there has a colon.
    chains = filter(INVESTIGATION_ID.fullmatch, chain_ids(store))
    return sorted({*integrity.investigation_ids(store), *integrity.ids_in_event_log(store), *chains})


def _repair_feed(store: Backend, owner: str) -> Iterator[str]:
    """Set the bounds of a feed to those of its events, and record how many events are missing in between.

    Deleted investigations leave gaps too, which cannot be distinguished from losses.
    """
    feed = integrity.find_feed(store, owner)
    count, first, last = integrity.feed_extent(store, owner)
    # Offsets after the last event may be reused, because a recovery starts a new epoch.
    head = feed["head"] if last is None else last
    # `pruned` is the newest offset that retention has deleted.
    pruned = head if first is None else min(feed["pruned"], first - 1)
    lost = 0 if integrity.has_deleted_investigations(store, owner) else head - pruned - count
    if lost and first is not None:
        # Events lost before the first one look deleted from now on, so that only losses in between are recorded.
        lost, pruned = head - first + 1 - count, first - 1
    changed = {name: offset for name, offset in (("head", head), ("pruned", pruned)) if feed[name] != offset}
    if changed or lost != integrity.lost_events(store, owner):
        store.write(lambda tx: integrity.rewrite_feed(tx, owner, changed, lost))
        yield f"feed of {owner}: it holds {count} events after offset {pruned} up to {head}, {lost} are lost in between"
