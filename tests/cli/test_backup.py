"""`backup` and `restore` (contract section 10)."""

from contextlib import closing
from pathlib import Path

import pytest

from tests.support.command_line import Run, failed
from tests.support.store.filled_database import caller_for, epoch, filled, opened, query
from wizard_service.config import StateSettings
from wizard_service.domain.investigations import editing
from wizard_service.store.sqlite.connection import connect_existing

COUNT = "SELECT count(*) FROM investigation_states"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "cli.db"
    filled(path, users=2, each=5, lines=2)
    return path


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder / "copy.db"


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_backup_is_one_file_with_everything_in_it(run: Run, database: Path, copy: Path) -> None:
    with closing(opened(database)) as store:
        # This commit is still in the write-ahead log next to the file.
        editing.create(store, StateSettings(), caller_for("u9"), {"investigation_id": "newest"})
        result = run("backup", str(copy))

    assert (result.exit_code, result.stderr) == (0, "")
    assert names(copy.parent) == {"copy.db"}
    assert query(copy, COUNT) == query(database, COUNT)
    assert query(copy, "SELECT 1 FROM investigation_states WHERE investigation_id = 'newest'")


def test_a_backup_overwrites_a_file_only_with_force(run: Run, copy: Path) -> None:
    copy.write_text("precious")

    failed(run("backup", str(copy)), str(copy), "--force")
    assert copy.read_text() == "precious"
    assert run("backup", str(copy), "--force").exit_code == 0
    assert query(copy, COUNT)
    assert names(copy.parent) == {"copy.db"}


@pytest.mark.parametrize("suffix", ["", "-wal", ".lock", ".tail", ".users"])
def test_a_backup_never_overwrites_the_database_itself(run: Run, database: Path, suffix: str) -> None:
    before = query(database, COUNT)

    failed(run("backup", f"{database}{suffix}", "--force"), "belongs to the database")
    assert query(database, COUNT) == before


def test_a_damaged_database_is_not_backed_up(run: Run, database: Path, copy: Path) -> None:
    query(database, "PRAGMA foreign_keys = 0")
    query(database, "INSERT INTO investigation_entity_types VALUES ('missing', 'ip_address')")

    failed(run("backup", str(copy)), "damaged")
    assert names(copy.parent) == set()


def test_a_backup_needs_a_database_and_a_folder(run: Run, copy: Path, tmp_path: Path) -> None:
    failed(run("backup", str(copy / "nowhere" / "copy.db")), "No such file")
    failed(run("backup", str(copy), DATABASE_URL=f"sqlite:///{tmp_path / 'none.db'}"))
    assert not (tmp_path / "none.db").exists()


def test_restore_brings_back_the_backup_and_keeps_the_previous_file(run: Run, database: Path, copy: Path) -> None:
    run("backup", str(copy))
    query(database, "DELETE FROM investigation_states")
    before = epoch(database)

    result = run("restore", str(copy))

    assert (result.exit_code, result.stderr) == (0, "")
    assert query(database, COUNT) == query(copy, COUNT) != [(0,)]
    assert epoch(database) not in (before, epoch(copy))
    (aside,) = database.parent.glob("cli.db.replaced-*")
    assert str(aside) in result.stdout
    assert query(aside, COUNT) == [(0,)]
    assert [run(*command.split()).exit_code for command in ("check", "verify state")] == [0, 0]


def test_the_first_start_after_a_restore_keeps_its_epoch(run: Run, database: Path, copy: Path) -> None:
    run("backup", str(copy))
    with closing(opened(database)) as store:
        # Commits were delivered that the restored database does not contain.
        store.high_water_mark.advance(1_000_000)
    run("restore", str(copy))
    restored = epoch(database)

    for _ in range(2):
        with closing(opened(database)) as store:
            assert store.epoch == restored


def test_restore_creates_a_missing_database(run: Run, copy: Path, tmp_path: Path) -> None:
    run("backup", str(copy))
    new = tmp_path / "new.db"

    assert run("restore", str(copy), DATABASE_URL=f"sqlite:///{new}").exit_code == 0
    assert query(new, COUNT) == query(copy, COUNT)


def test_a_write_ahead_log_left_behind_is_not_applied_to_the_restored_database(
    run: Run, database: Path, copy: Path
) -> None:
    run("backup", str(copy))
    with closing(connect_existing(database)) as connection:
        connection.execute("DELETE FROM investigation_states")
        connection.commit()
        left = Path(f"{database}-wal").read_bytes()
    database.unlink()
    Path(f"{database}-wal").write_bytes(left)

    assert run("restore", str(copy)).exit_code == 0
    assert query(database, COUNT) == query(copy, COUNT) != [(0,)]


def test_restore_is_refused_while_the_database_is_in_use(run: Run, database: Path, copy: Path) -> None:
    run("backup", str(copy))
    before = epoch(database)

    with closing(opened(database)):
        failed(run("restore", str(copy)), "in use")
        failed(run("recover"), "in use")

    assert epoch(database) == before
    assert run("restore", str(copy)).exit_code == 0


@pytest.mark.parametrize("damaged", ["noise", "cut", "empty", "other", "absent"])
def test_a_file_that_is_not_a_valid_backup_replaces_nothing(run: Run, database: Path, copy: Path, damaged: str) -> None:
    run("backup", str(copy))
    content = copy.read_bytes()
    replacements = {"noise": b"no database" * 1000, "cut": content[: len(content) // 2], "empty": b""}
    copy.unlink()
    if damaged in replacements:
        copy.write_bytes(replacements[damaged])
    if damaged == "other":
        query(copy, "CREATE TABLE t (x)")
    before = database.read_bytes()

    failed(run("restore", str(copy)))
    assert database.read_bytes() == before
    assert not list(database.parent.glob("cli.db.replaced-*"))


def test_a_restore_leaves_the_backup_unchanged(run: Run, copy: Path) -> None:
    run("backup", str(copy))
    before = copy.read_bytes()

    run("restore", str(copy))

    assert copy.read_bytes() == before
    assert names(copy.parent) == {"copy.db"}


def test_tickets_in_a_backup_are_invalid_after_its_restore(run: Run, database: Path, copy: Path) -> None:
    query(database, "INSERT INTO tickets VALUES ('h', 'u1', 'wizard:read', '2999', '2999', NULL, NULL)")
    run("backup", str(copy))

    run("restore", str(copy))

    assert query(copy, "SELECT count(*) FROM tickets") == [(1,)]
    assert query(database, "SELECT count(*) FROM tickets") == [(0,)]
