"""Recover a damaged database: what could be read of it is made consistent again, and becomes the database."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from peewee import fn

from ...config import DatabaseSettings
from ...store import Backend, Transaction, open_backend
from ...store.models import AuditEntry, EntityType, EventRow, Feed, State
from ...store.sqlite.backup import check_integrity, install, staging
from ...store.sqlite.connection import connect_existing
from ...store.sqlite.migrations import migrate
from ...store.sqlite.salvage import Salvaged, salvage
from ...store.sqlite.sidecar import exclusive
from ..investigations.state import Row, columns_of, document_of, entity_types_of
from .verification import Replay, keys, read_replay, state_row, wrong_columns, wrong_entity_types

_ADD_FEEDS = """
INSERT INTO feeds (owner, head)
SELECT owner, max(feed_offset) FROM events WHERE true GROUP BY owner
ON CONFLICT (owner) DO UPDATE SET head = max(feeds.head, excluded.head)
"""


@dataclass(frozen=True)
class Recovery:
    """tables: what was read and what was lost. repairs: what was mended, a sentence each. aside: the damaged file."""

    tables: list[Salvaged]
    repairs: list[str]
    aside: Path | None


def recover(database: Path) -> Recovery:
    """Build a new database from every readable row and put it in place, with a new epoch; the old one is kept aside.

    Raises DatabaseInUse, FileNotFoundError, and sqlite3.DatabaseError when not even the schema can be read.
    """
    database = database.resolve()
    if not database.exists():
        raise FileNotFoundError(f"{database} does not exist")
    with exclusive(database), staging(database.parent) as folder:
        fresh = folder / "recovered"
        migrate(fresh)
        tables = _salvaged(database, folder / "damaged", fresh)
        store = open_backend(DatabaseSettings(url=f"sqlite:///{fresh}"))
        try:
            repairs = list(_repair(store, events_lost=_are_events_lost(tables)))
        finally:
            store.close()
        check_integrity(fresh)
        return Recovery(tables, repairs, install(fresh, database))


def _salvaged(database: Path, copy: Path, fresh: Path) -> list[Salvaged]:
    # From a copy: opening the damaged file itself would play its log into it.
    for suffix in ("", "-wal"):
        with suppress(FileNotFoundError):
            shutil.copyfile(f"{database}{suffix}", f"{copy}{suffix}")
    with closing(connect_existing(copy)) as damaged, closing(connect_existing(fresh)) as connection:
        damaged.isolation_level = connection.isolation_level = None
        damaged.execute("PRAGMA cell_size_check = 1")
        try:
            return salvage(damaged, connection)
        except sqlite3.DatabaseError as error:
            raise sqlite3.DatabaseError(f"nothing can be read of {database} ({error}); restore a backup") from error


def _are_events_lost(tables: list[Salvaged]) -> bool:
    return any(table.lost != 0 for table in tables if table.table in ("events", "feeds"))


def _repair(store: Backend, *, events_lost: bool) -> Iterator[str]:
    store.write(_add_feeds)
    distrusted: set[str] = set()
    for investigation_id in {*keys(store.reader, State.investigation_id), *_ids_in_event_log(store)}:
        yield from _repair_investigation(store, investigation_id, distrusted)
    for owner in keys(store.reader, Feed.owner):
        yield from _repair_feed(store, owner, begins_anew=owner in distrusted, events_lost=events_lost)
    dropped = store.write(_drop_orphans)
    if dropped:
        yield f"{dropped} rows that belonged to lost ones are dropped"


def _add_feeds(tx: Transaction) -> None:
    tx.database.execute_sql(_ADD_FEEDS)


def _ids_in_event_log(store: Backend) -> set[str]:
    query = EventRow.select(EventRow.investigation_id).distinct()
    return {investigation_id for (investigation_id,) in query.tuples().execute(store.reader)}


def _repair_investigation(store: Backend, investigation_id: str, distrusted: set[str]) -> Iterator[str]:
    row, replay = state_row(store.reader, investigation_id), read_replay(store.reader, investigation_id)
    if row is None and not replay.rows:
        return
    is_whole = replay.is_from_beginning and not replay.faults
    if is_whole and replay.version > (row["version"] if row else 0):
        yield f"investigation {investigation_id}: version {replay.version} is rebuilt from its events"
        row = store.write(lambda tx: _rebuild(tx, replay, row))
    elif row is None:
        yield f"investigation {investigation_id} is lost"
        store.write(lambda tx: tx.delete(EventRow, {"investigation_id": investigation_id}))
        distrusted.add(replay.rows[0]["owner"])
        return
    found = row
    if store.write(lambda tx: _derive(tx, found, replay)):
        yield f"investigation {investigation_id}: columns derived from its documents are written anew"
        found = state_row(store.reader, investigation_id) or found
    if _contradicts(replay, found, is_whole):
        yield f"investigation {investigation_id}: its events do not lead to its state any more"
        distrusted.add(found["user_id"])


def _contradicts(replay: Replay, row: Row, is_whole: bool) -> bool:
    if not replay.rows:
        return False
    return (
        bool(replay.faults) or replay.version != row["version"] or (is_whole and replay.document() != document_of(row))
    )


def _rebuild(tx: Transaction, replay: Replay, row: Row | None) -> Row:
    document = replay.document()
    investigation_id = document["investigation_id"]
    columns = columns_of(document, {})
    if row is not None:
        tx.update(State, columns, {"investigation_id": investigation_id})
        return row | columns
    deleted = AuditEntry.select(fn.max(AuditEntry.incarnation)).where(AuditEntry.investigation_id == investigation_id)
    tx.insert(State, [columns | {"incarnation": deleted.scalar(tx.database) or 0}])
    return next(iter(State.select().where(State.investigation_id == investigation_id).dicts().execute(tx.database)))


def _derive(tx: Transaction, row: Row, replay: Replay) -> bool:
    """Write what follows from the documents; versions that the events or the trail have used are not used again."""
    investigation_id = row["investigation_id"]
    wrong = wrong_columns(row)
    mine = (AuditEntry.investigation_id == investigation_id) & (AuditEntry.incarnation == row["incarnation"])
    used = AuditEntry.select(fn.max(AuditEntry.version)).where(mine).scalar(tx.database) or 0
    if max(used, replay.version) > row["version"]:
        wrong["version"] = max(used, replay.version)
    if wrong:
        tx.update(State, wrong, {"investigation_id": investigation_id})
    types_differ = wrong_entity_types(tx.database, row)
    if types_differ:
        tx.delete(EntityType, {"investigation_id": investigation_id})
        types = sorted(entity_types_of(document_of(row)))
        if types:
            tx.insert(EntityType, [{"investigation_id": investigation_id, "entity_type": each} for each in types])
    return bool(wrong) or types_differ


def _repair_feed(store: Backend, owner: str, *, begins_anew: bool, events_lost: bool) -> Iterator[str]:
    feed = next(iter(store.read(Feed.select().where(Feed.owner == owner))))
    query = EventRow.select(EventRow.feed_offset).where(EventRow.owner == owner, EventRow.feed_offset > feed["pruned"])
    numbers = {offset for (offset,) in query.tuples().execute(store.reader)}
    pruned = feed["pruned"]
    if begins_anew:
        pruned = feed["head"]
    elif events_lost or feed["head"] not in numbers:
        # Deleted investigations leave gaps too; after a loss they cannot be told apart.
        pruned = next((offset for offset in range(feed["head"], pruned, -1) if offset not in numbers), pruned)
    if pruned != feed["pruned"]:
        store.write(lambda tx: _prune(tx, owner, pruned))
        yield f"feed of {owner}: what was told up to event {pruned} of {feed['head']} is incomplete and dropped"


def _prune(tx: Transaction, owner: str, pruned: int) -> None:
    tx.update(Feed, {"pruned": pruned}, {"owner": owner})
    EventRow.delete().where(EventRow.owner == owner, EventRow.feed_offset <= pruned).execute(tx.database)


def _drop_orphans(tx: Transaction) -> int:
    dropped = 0
    found = tx.database.execute_sql('SELECT DISTINCT "table", parent, fkid FROM pragma_foreign_key_check').fetchall()
    for table, parent, key in found:
        references = tx.database.execute_sql(f"PRAGMA foreign_key_list({table})").fetchall()
        _, _, _, column, column_of_parent, *_ = next(each for each in references if each[0] == key)
        # The names are those of `sql/`.
        orphans = f"DELETE FROM {table} WHERE {column} NOT IN (SELECT {column_of_parent} FROM {parent})"  # noqa: S608
        dropped += tx.database.execute_sql(orphans).rowcount
    return dropped
