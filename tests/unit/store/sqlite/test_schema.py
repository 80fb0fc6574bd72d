"""A database that is not, to the letter, what the scripts give is refused with every difference."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from wizard_service.config import Config
from wizard_service.errors import SchemaError
from wizard_service.store import open_backend
from wizard_service.store.sqlite.migration_files import available_migrations
from wizard_service.store.sqlite.migrations import verify_schema

Alter = Callable[[str], None]


@pytest.fixture
def alter(database_file: Path) -> Alter:
    """Return a function that changes the schema behind the service."""

    def run(script: str) -> None:
        with closing(sqlite3.connect(database_file)) as connection:
            connection.executescript(script)

    return run


def differences(database: Path) -> tuple[str, ...]:
    with pytest.raises(SchemaError) as refused:
        verify_schema(database)
    return refused.value.differences


def rewrite(table: str, old: str, new: str) -> str:
    """Return SQL that edits a definition in place, as a careless hand would."""
    return (
        "PRAGMA writable_schema = 1;"
        f"UPDATE sqlite_master SET sql = replace(sql, '{old}', '{new}') WHERE name = '{table}';"
    )


def test_database_made_by_the_scripts_is_accepted(database_file: Path) -> None:
    verify_schema(database_file)


def test_missing_file_is_refused_and_not_created(tmp_path: Path) -> None:
    missing = tmp_path / "missing.db"

    assert differences(missing) == (f"{missing} does not exist",)
    assert not missing.exists()


@pytest.mark.parametrize("content", [b"hello", b"\xff" * 8192, b"SQLite format 3\x00" + b"\xff" * 8192])
def test_a_file_that_is_not_a_database_is_refused_and_left_unchanged(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "letter.db"
    file.write_bytes(content)

    (difference,) = differences(file)

    assert difference.startswith(f"{file} cannot be read: ")
    assert file.read_bytes() == content


def test_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (difference,) = differences(tmp_path)

    assert str(tmp_path) in difference


def test_empty_file_lacks_every_migration(tmp_path: Path) -> None:
    empty = tmp_path / "empty.db"
    empty.touch()

    assert differences(empty) == tuple(f"migration {each.name} is not applied" for each in available_migrations())


@pytest.mark.parametrize("table", ["idempotency_keys", "investigation_templates", "tickets"])
def test_missing_table_is_named_with_its_indexes(database_file: Path, alter: Alter, table: str) -> None:
    with closing(sqlite3.connect(database_file)) as connection:
        of_table = "SELECT type || ' ' || name FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL"
        gone = {name for (name,) in connection.execute(of_table, (table,))}
    alter(f"DROP TABLE {table}")

    assert set(differences(database_file)) == {f"{name} is missing" for name in gone}
    assert f"table {table}" in gone


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("index", "events_by_investigation"),
        ("index", "templates_by_name"),
        ("trigger", "audit_log_no_update"),
        ("trigger", "audit_log_delete_by_retention_only"),
    ],
)
def test_dropped_index_or_trigger_is_named(database_file: Path, alter: Alter, kind: str, name: str) -> None:
    alter(f"DROP {kind} {name}")

    assert differences(database_file) == (f"{kind} {name} is missing",)


@pytest.mark.parametrize(
    "script",
    [
        "ALTER TABLE tickets ADD COLUMN colour TEXT",
        "ALTER TABLE tickets RENAME COLUMN scope TO scopes",
        "ALTER TABLE tickets DROP COLUMN scope",
        rewrite("tickets", "scope TEXT NOT NULL", "scope TEXT"),
        rewrite("tickets", ") STRICT", ")"),
    ],
    ids=["added", "renamed", "dropped", "nullable", "not strict"],
)
def test_changed_column_or_table_option_is_reported(database_file: Path, alter: Alter, script: str) -> None:
    alter(script)

    (difference,) = differences(database_file)

    assert difference.startswith("table tickets differs: CREATE TABLE tickets (")


def test_changed_index_is_reported(database_file: Path, alter: Alter) -> None:
    alter("DROP INDEX tickets_by_expiry; CREATE INDEX tickets_by_expiry ON tickets (user_id)")

    (difference,) = differences(database_file)

    assert difference == "index tickets_by_expiry differs: CREATE INDEX tickets_by_expiry ON tickets (user_id)"


def test_trigger_made_harmless_is_reported(database_file: Path, alter: Alter) -> None:
    harmless = "CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON meta BEGIN SELECT 1; END"
    alter(f"DROP TRIGGER audit_log_no_update; {harmless};")

    assert differences(database_file) == (f"trigger audit_log_no_update differs: {harmless}",)


def test_all_differences_are_reported_together(database_file: Path, alter: Alter) -> None:
    alter("DROP INDEX events_by_age; DROP TRIGGER audit_log_no_update; DROP TABLE tickets;")
    alter("ALTER TABLE meta ADD COLUMN colour TEXT; PRAGMA journal_mode = DELETE;")

    found = differences(database_file)

    assert set(found[:-2]) == {
        "index events_by_age is missing",
        "trigger audit_log_no_update is missing",
        "table tickets is missing",
        "index tickets_by_expiry is missing",
    }
    assert found[-2].startswith("table meta differs: ")
    assert found[-1] == "journal_mode is delete, not wal"


def test_objects_that_an_operator_added_are_ignored(database_file: Path, alter: Alter) -> None:
    alter("CREATE INDEX operators_own ON events (actor); CREATE TABLE operators_notes (a TEXT); ANALYZE;")
    alter("CREATE VIEW operators_view AS SELECT * FROM events;")

    verify_schema(database_file)


@pytest.mark.parametrize("mode", ["delete", "truncate", "persist"])
def test_other_journal_mode_than_wal_is_refused(database_file: Path, alter: Alter, mode: str) -> None:
    alter(f"PRAGMA journal_mode = {mode}")

    assert differences(database_file) == ("journal_mode is delete, not wal",)


def test_pending_migration_is_named(database_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "sql"
    shutil.copytree(ROOT / "sql" / "sqlite", folder)
    (folder / "0002_more.sql").write_text("CREATE TABLE more (a TEXT);\n")
    monkeypatch.setattr("wizard_service.store.sqlite.migration_files._FOLDERS", (folder,))

    assert differences(database_file) == ("migration 0002_more.sql is not applied",)


def test_store_refuses_to_open_a_database_with_another_schema(config: Config, alter: Alter) -> None:
    alter("DROP INDEX events_by_age")

    with pytest.raises(SchemaError, match="index events_by_age is missing"):
        open_backend(config.database)
