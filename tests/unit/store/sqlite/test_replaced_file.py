"""A running service acknowledges no write to a database file that was moved, deleted or replaced."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from tests.support.python_programs import output_of
from tests.support.store.changes import Change, keys
from wizard_service.errors import StorageError, StorageUnavailable
from wizard_service.store import Backend, Transaction
from wizard_service.store.sqlite.connection import close_or_abandon, connect_existing
from wizard_service.store.sqlite.identity.files import FileNames

OpenStore = Callable[..., Backend]
JOIN_NEW_LOG = str(ROOT / "tests/support/programs/store/join_new_log.py")
JOIN_ABANDONED_LOG = str(ROOT / "tests/support/programs/store/join_abandoned_log.py")


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


def test_writes_continue_when_the_file_was_away_during_a_commit_that_wrote_to_it(
    open_store: OpenStore, database_file: Path
) -> None:
    store = open_store()

    def insert(tx: Transaction) -> None:
        # So many pages that SQLite writes them from the log to the database as soon as they are committed.
        tx.execute("INSERT INTO meta (key, value) VALUES ('away', ?)", ("x" * 5_000_000,))
        move(database_file)

    store.write(insert)
    database_file.with_name("moved.db").rename(database_file)
    store.write(Change("back"))

    assert keys(store) == ["away", "back"]


def test_writes_go_on_after_another_program_has_started_the_log_again(
    open_store: OpenStore, database_file: Path
) -> None:
    store = open_store()
    # More pages than SQLite leaves in the log.
    store.write(lambda tx: tx.execute("INSERT INTO meta (key, value) VALUES ('first', ?)", ("x" * 5_000_000,)))
    before = FileNames(database_file).stamps().log.salts
    with closing(connect_existing(database_file)) as outside:
        outside.execute("INSERT INTO meta (key, value) VALUES ('outside', 'row')")
        outside.commit()

    store.write(Change("second"))

    assert keys(store) == ["first", "outside", "second"]
    assert FileNames(database_file).stamps().log.salts != before


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


def test_worker_joins_the_new_log_of_another_worker_once_it_is_recorded(database_file: Path) -> None:
    assert output_of(JOIN_NEW_LOG, str(database_file), "recorded", cwd=database_file.parent) == '"joined"\n'


def test_worker_refuses_a_new_log_that_is_never_recorded(database_file: Path) -> None:
    refusal = output_of(JOIN_NEW_LOG, str(database_file), "unrecorded", cwd=database_file.parent)

    assert refusal == f'"{database_file} has a different -wal file than before, or none"\n'


def test_workers_that_start_together_join_the_log_of_a_killed_worker(database_file: Path) -> None:
    assert output_of(JOIN_ABANDONED_LOG, str(database_file), cwd=database_file.parent) == '["joined", "joined"]\n'
