"""Only the owner can read the database, its sidecar files and its copies, whatever the umask is."""

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.command_line import Run, runner_for
from tests.support.store.changes import Change
from tests.support.store.filled_database import damage, fill, opened, query

UMASKS = [0o000, 0o022, 0o077]


@pytest.fixture(params=UMASKS, ids=oct)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    umask = os.umask(request.param)
    yield tmp_path / "data" / "deeper" / "cli.db"
    os.umask(umask)


@pytest.fixture
def run(database: Path) -> Run:
    runner = runner_for(database)
    assert runner("migrate").exit_code == 0
    return runner


def modes(folder: Path) -> dict[str, str]:
    """Return the modes of all files and folders below a folder that are not those of their owner alone."""
    all_modes = {path: stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}
    return {path.name: oct(mode) for path, mode in all_modes.items() if mode != (0o700 if path.is_dir() else 0o600)}


def test_a_database_in_use_has_private_files_and_folders(run: Run, database: Path, tmp_path: Path) -> None:
    with closing(opened(database)) as store:
        store.write(Change("a"))
        names = {path.name for path in database.parent.iterdir()}

        assert names >= {"cli.db", "cli.db-wal", "cli.db-shm", "cli.db.tail"}
        assert modes(tmp_path) == {}


def test_backups_restored_recovered_and_previous_files_are_private(run: Run, database: Path, tmp_path: Path) -> None:
    with closing(opened(database)) as store:
        fill(store, users=1, each=2)
    backup = database.parent / "backup"

    assert run("backup", str(backup)).exit_code == 0
    assert run("restore", str(backup)).exit_code == 0
    (page,) = query(database, "SELECT rootpage FROM sqlite_master WHERE name = 'tickets'")[0]
    damage(database, page=page - 1)
    assert run("recover").exit_code == 0

    assert len(list(database.parent.glob("cli.db.replaced-*"))) == 2
    assert modes(tmp_path) == {}


def test_migrating_makes_the_files_of_an_older_database_private(run: Run, database: Path, tmp_path: Path) -> None:
    with closing(opened(database)) as store:
        store.write(Change("a"))
        for path in database.parent.iterdir():
            path.chmod(0o644)

        assert run("migrate").exit_code == 0

        assert modes(tmp_path) == {}


def test_a_folder_that_exists_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o750)

    assert runner_for(tmp_path / "cli.db")("migrate").exit_code == 0

    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o750
