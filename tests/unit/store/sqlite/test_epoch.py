"""An event log that is shorter than what subscribers received starts a new epoch."""

import shutil
from pathlib import Path
from typing import Any

from wizard_service.config import DatabaseSettings
from wizard_service.store import Backend, Transaction, open_backend
from wizard_service.store.models import EventRow
from wizard_service.store.repositories.events import append_events
from wizard_service.store.sqlite.migrations import migrate

EVENT: dict[str, Any] = {
    "investigation_id": "i",
    "version": 1,
    "event_type": "log_appended",
    "timestamp": "t",
    "committed_at": "t",
    "actor": "a",
    "source": "USER",
    "request_id": "r",
    "data": "{}",
}


def opened(path: Path) -> Backend:
    return open_backend(DatabaseSettings(url=f"sqlite:///{path}"))


def append(store: Backend, events: int) -> None:
    def change(tx: Transaction) -> None:
        append_events(tx, "u1", [EVENT] * events)

    store.write(change)


def test_a_restart_keeps_the_epoch(database_file: Path) -> None:
    store = opened(database_file)
    append(store, 3)
    store.high_water_mark.advance(3)
    store.close()

    again = opened(database_file)

    assert again.epoch == store.epoch
    again.close()


def test_an_older_copy_in_place_of_the_database_begins_one_new_epoch(database_file: Path, tmp_path: Path) -> None:
    store = opened(database_file)
    append(store, 3)
    store.close()
    copy = tmp_path / "copy.db"
    shutil.copy(database_file, copy)
    store = opened(database_file)
    append(store, 2)
    store.high_water_mark.advance(5)
    store.close()

    shutil.copy(copy, database_file)
    restored = opened(database_file)
    restored.close()
    again = opened(database_file)

    assert restored.epoch != store.epoch
    assert again.epoch == restored.epoch
    again.close()


def test_deleting_the_newest_events_keeps_the_epoch(database_file: Path) -> None:
    store = opened(database_file)
    append(store, 3)
    store.high_water_mark.advance(3)
    store.write(lambda tx: tx.delete(EventRow, {"investigation_id": "i"}))
    store.close()

    again = opened(database_file)

    assert again.epoch == store.epoch
    again.close()


def test_the_mark_never_moves_back(database_file: Path) -> None:
    store = opened(database_file)

    store.high_water_mark.advance(7)
    store.high_water_mark.advance(5)

    assert store.high_water_mark.commit_seq == 7
    store.close()


def test_two_databases_have_two_epochs(tmp_path: Path) -> None:
    epochs = set()
    for name in ("one.db", "two.db"):
        migrate(tmp_path / name)
        store = opened(tmp_path / name)
        epochs.add(store.epoch)
        store.close()

    assert len(epochs) == 2
