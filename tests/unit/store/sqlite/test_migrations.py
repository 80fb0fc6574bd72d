"""`migrate` applies each SQL file once, whole or not at all, and refuses an applied file that was edited."""

import hashlib
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import ROOT
from tests.support.store.older_database import older_database
from wizard_service.errors import SchemaError, StorageError
from wizard_service.store.sqlite.migration_files import Migration, available_migrations
from wizard_service.store.sqlite.migrations import migrate, verify_schema

FOUNDATION, NAME_KEYS = "0001_foundation.sql", "0055_name_keys.sql"
SQL = ROOT / "sql" / "sqlite"


@pytest.fixture
def sql_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the program read its SQL files from a folder that has only a copy of the first; return that folder."""
    folder = tmp_path / "sql"
    folder.mkdir()
    shutil.copy(SQL / FOUNDATION, folder)
    monkeypatch.setattr("wizard_service.store.sqlite.migration_files._FOLDERS", (folder,))
    return folder


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Return the path of a database that does not exist yet, in a folder that does not exist either."""
    return tmp_path / "data" / "fresh.db"


def query(database: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(sql).fetchall()


def tables(database: Path) -> set[str]:
    return {name for (name,) in query(database, "SELECT name FROM sqlite_master WHERE type = 'table'")}


def names(applied: list[Migration]) -> list[str]:
    return [migration.name for migration in applied]


def test_a_new_database_gets_every_migration_and_passes_verification(database: Path) -> None:
    applied = migrate(database)

    assert names(applied) == sorted(path.name for path in SQL.glob("*.sql"))
    verify_schema(database)
    assert query(database, "PRAGMA journal_mode") == [("wal",)]


def test_applied_file_is_recorded_with_the_hash_of_its_bytes(database: Path) -> None:
    migrate(database)

    expected = [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in sorted(SQL.glob("*.sql"))]
    assert query(database, "SELECT name, sha256 FROM schema_migrations ORDER BY name") == expected
    ((pattern,),) = query(database, "SELECT min(applied_at GLOB '20*-*-*T*:*:*.*Z') FROM schema_migrations")
    assert pattern == 1


def test_second_run_does_nothing(database: Path) -> None:
    migrate(database)
    everything = "SELECT * FROM schema_migrations, meta, pragma_schema_version"
    before = query(database, everything)

    assert migrate(database) == []

    assert query(database, everything) == before


def test_each_new_database_has_a_different_epoch(tmp_path: Path) -> None:
    epochs = set()
    for name in ("a.db", "b.db", "c.db"):
        migrate(tmp_path / name)
        epochs |= set(query(tmp_path / name, "SELECT value FROM meta WHERE key = 'epoch'"))

    assert len(epochs) == 3


def test_only_the_new_files_are_applied_in_the_order_of_their_names(database: Path, sql_folder: Path) -> None:
    migrate(database)
    (sql_folder / "0003_second.sql").write_text("INSERT INTO order_seen VALUES ('0003');\n")
    (sql_folder / "0002_first.sql").write_text("CREATE TABLE order_seen (name TEXT);\n")

    applied = migrate(database)

    assert names(applied) == ["0002_first.sql", "0003_second.sql"]
    assert query(database, "SELECT name FROM order_seen") == [("0003",)]


def test_file_edited_after_it_was_applied_is_refused_and_nothing_is_done(database: Path, sql_folder: Path) -> None:
    migrate(database)
    with (sql_folder / FOUNDATION).open("a") as script:
        script.write("-- an innocent comment\n")
    (sql_folder / "0002_more.sql").write_text("CREATE TABLE more (a TEXT);\n")

    with pytest.raises(SchemaError) as refused:
        migrate(database)

    assert refused.value.differences == (f"migration {FOUNDATION} was edited after it was applied",)
    assert "more" not in tables(database)


def test_applied_file_that_the_program_does_not_have_is_refused(database: Path, sql_folder: Path) -> None:
    (sql_folder / "0002_gone.sql").write_text("CREATE TABLE gone (a TEXT);\n")
    migrate(database)
    (sql_folder / "0002_gone.sql").rename(sql_folder / "0003_new.sql")

    with pytest.raises(SchemaError) as refused:
        migrate(database)

    assert refused.value.differences == ("migration 0002_gone.sql was applied, this program does not have it",)
    assert query(database, "SELECT name FROM schema_migrations WHERE name LIKE '0003%'") == []
    assert str(refused.value).endswith("whose last migration is 0003_new.sql: run a version that has 0002_gone.sql.")
    assert "migrate`" not in str(refused.value)


@pytest.mark.parametrize("made_with", ["\n", "\r\n"])
def test_line_ends_of_a_checkout_are_no_edit(database: Path, sql_folder: Path, made_with: str) -> None:
    migrate(database)
    if made_with == "\r\n":
        # Programs before this one recorded the checksum of the bytes.
        content = (sql_folder / FOUNDATION).read_bytes().replace(b"\n", b"\r\n")
        with closing(sqlite3.connect(database)) as connection, connection:
            connection.execute("UPDATE schema_migrations SET sha256 = ?", [hashlib.sha256(content).hexdigest()])
    for ends in ("\r\n", "\n"):
        (sql_folder / FOUNDATION).write_text((sql_folder / FOUNDATION).read_text(), newline=ends)
        assert migrate(database) == []


@pytest.mark.parametrize(
    "mistake",
    [
        "CREATE TABLE broken (;",
        "INSERT INTO nowhere VALUES (1);",
        "INSERT INTO meta (key, value) VALUES ('epoch', '');",
    ],
    ids=["syntax", "unknown table", "constraint"],
)
def test_a_failing_migration_leaves_nothing_behind_and_can_be_applied_once_corrected(
    database: Path, sql_folder: Path, mistake: str
) -> None:
    sound = "CREATE TABLE half (a TEXT);\nINSERT INTO meta (key, value) VALUES ('half', 'done');\n"
    (sql_folder / "0002_good.sql").write_text("CREATE TABLE good (a TEXT);\n")
    (sql_folder / "0003_bad.sql").write_text(f"{sound}{mistake}\n")
    (sql_folder / "0004_after.sql").write_text("CREATE TABLE after (a TEXT);\n")

    with pytest.raises(StorageError):
        migrate(database)

    assert {"good", "half", "after"} & tables(database) == {"good"}
    assert query(database, "SELECT count(*) FROM meta WHERE key = 'half'") == [(0,)]
    assert query(database, "SELECT name FROM schema_migrations") == [(FOUNDATION,), ("0002_good.sql",)]

    (sql_folder / "0003_bad.sql").write_text(sound)
    assert names(migrate(database)) == ["0003_bad.sql", "0004_after.sql"]
    assert {"half", "after"} <= tables(database)


def test_reason_is_reported_when_sqlite_has_rolled_back_by_itself(database: Path, sql_folder: Path) -> None:
    (sql_folder / "0002_bad.sql").write_text("INSERT OR ROLLBACK INTO meta (key, value) VALUES ('epoch', '');\n")

    with pytest.raises(StorageError):
        migrate(database)


def test_a_migration_that_adds_keys_of_names_is_not_applied_without_them(database: Path) -> None:
    older_database(database)
    migrate(database, only=[name for name in names(available_migrations()) if name < NAME_KEYS])
    refuse = "CREATE TRIGGER full BEFORE UPDATE ON investigation_states BEGIN SELECT raise(ABORT, 'disk is full'); END"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(refuse)

    with pytest.raises(StorageError, match="disk is full"):
        migrate(database)

    with closing(sqlite3.connect(database)) as connection:
        connection.execute("DROP TRIGGER full")
    assert NAME_KEYS in names(migrate(database))
    keys = query(database, "SELECT DISTINCT name_key IS NULL FROM investigation_states WHERE name IS NOT NULL")
    assert keys == [(0,)]


def test_migrations_started_together_apply_each_file_once(database: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        lists = threads.map(lambda _: migrate(database), range(8))
        applied = [migration for migrations in lists for migration in migrations]

    assert names(applied) == names(available_migrations())
    verify_schema(database)
