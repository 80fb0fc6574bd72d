"""One service per SQLite file: under any name of the file, and whatever happens to the lock's own file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from wizard_service.server.service_lock import ServiceRunning, acquire
from wizard_service.store.sqlite.migrations import migrate


@contextmanager
def serving(database: Path) -> Iterator[None]:
    descriptors = acquire(database, 0.0)
    try:
        yield
    finally:
        for descriptor in descriptors:
            os.close(descriptor)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    migrate(tmp_path / "served.db")
    return tmp_path / "served.db"


def assert_refused(database: Path) -> None:
    with pytest.raises(ServiceRunning):
        acquire(database, 0.0)


def test_a_second_service_on_the_same_name_is_refused_until_the_first_has_ended(database: Path) -> None:
    with serving(database):
        assert_refused(database)

    with serving(database):
        pass


def test_a_second_name_of_the_file_is_refused(database: Path) -> None:
    symbolic, hard = database.with_name("symbolic.db"), database.with_name("hard.db")
    symbolic.symlink_to(database)
    hard.hardlink_to(database)

    with serving(database):
        assert_refused(symbolic)
        assert_refused(hard)


def test_a_second_service_is_refused_when_the_locks_own_file_was_removed(database: Path) -> None:
    with serving(database):
        Path(f"{database}.service").unlink()

        assert_refused(database)


def test_a_second_service_is_refused_on_a_file_that_took_the_place_of_the_database(database: Path) -> None:
    with serving(database):
        database.rename(database.with_name("moved.db"))
        migrate(database)

        assert_refused(database)


def test_a_copy_of_the_file_is_another_database(database: Path) -> None:
    copy = database.with_name("copy.db")
    copy.write_bytes(database.read_bytes())

    with serving(database), serving(copy):
        pass


def test_a_missing_database_is_locked_by_its_name(tmp_path: Path) -> None:
    with serving(tmp_path / "missing.db"):
        assert_refused(tmp_path / "missing.db")
