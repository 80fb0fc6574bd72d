"""A running service acknowledges no write to a database file that was moved, deleted or replaced."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.store.changes import Change, keys
from wizard_service.errors import StorageError, StorageUnavailable
from wizard_service.store import Backend
from wizard_service.store.sqlite.connection import close_or_abandon, connect_existing

OpenStore = Callable[..., Backend]


def move(database: Path) -> None:
    database.rename(database.with_name("moved.db"))


def replace(database: Path) -> None:
    shutil.copy(database, database.with_name("copy.db"))
    database.with_name("copy.db").replace(database)


@pytest.mark.parametrize("lose", [move, Path.unlink, replace])
def test_with_another_file_a_write_is_refused_before_it_runs_and_reads_fail(
    open_store: OpenStore, database_file: Path, lose: Callable[[Path], None]
) -> None:
    store, lost = open_store(), Change("lost")
    store.write(Change("kept"))
    lose(database_file)

    with pytest.raises(StorageUnavailable):
        store.write(lost)

    assert lost.runs == 0
    with pytest.raises(StorageError):
        keys(store)


def test_writes_continue_once_the_file_is_back(open_store: OpenStore, database_file: Path) -> None:
    store = open_store()
    move(database_file)
    with pytest.raises(StorageUnavailable):
        store.write(Change("lost"))

    database_file.with_name("moved.db").rename(database_file)
    store.write(Change("kept"))

    assert keys(store) == ["kept"]


def test_connection_opened_next_to_the_log_of_another_file_leaves_that_file_as_it_is(
    open_store: OpenStore, database_file: Path
) -> None:
    open_store().write(Change("in the log"))
    replace(database_file)
    foreign = database_file.read_bytes()
    connection = connect_existing(database_file)
    connection.execute("SELECT * FROM meta").fetchall()

    close_or_abandon(database_file, connection, connection.close)

    assert database_file.read_bytes() == foreign
