"""`migrate` and `check` (contract section 10)."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.command_line import Run, failed
from tests.support.store.filled_database import query
from tests.support.store.older_database import older_database


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "cli.db"


def execute(database: Path, statement: str) -> None:
    connection = sqlite3.connect(database)
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_migrate_creates_the_database_once(run: Run, database: Path) -> None:
    first, second = run("migrate"), run("migrate")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "0001_foundation.sql" in first.stdout
    assert "0001_foundation.sql" not in second.stdout
    assert database.exists()


def test_migrate_status_lists_the_applied_files_and_changes_nothing(run: Run, database: Path) -> None:
    before = run("migrate", "--status")
    assert not database.exists()
    run("migrate")
    after = run("migrate", "--status")

    assert (before.exit_code, after.exit_code) == (0, 0)
    assert before.stdout.startswith("pending 0001_foundation.sql")
    assert after.stdout.startswith("applied 0001_foundation.sql")


def test_migrate_dry_run_prints_the_sql_and_changes_nothing(run: Run, database: Path) -> None:
    result = run("migrate", "--dry-run")

    assert result.exit_code == 0
    assert not database.exists()
    connection = sqlite3.connect(":memory:")
    connection.executescript(result.stdout)
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    assert {"investigation_states", "events", "investigation_audit_log"} <= tables


def test_migrate_reports_a_schema_that_is_up_to_date(run: Run) -> None:
    run("migrate")

    outputs = [run("migrate").stdout, run("migrate", "--dry-run").stdout]

    assert outputs == ["Schema is up to date.\n", "Schema is up to date.\n"]


def test_numbers_of_deleted_rows_are_not_used_again_after_a_migration(run: Run, database: Path) -> None:
    older_database(database)
    execute(database, "UPDATE sqlite_sequence SET seq = 1000 + seq")
    numbered = "SELECT name, seq FROM sqlite_sequence WHERE name IN ('events', 'investigation_audit_log') ORDER BY name"
    before = query(database, numbered)

    assert run("migrate").exit_code == 0

    assert query(database, numbered) == before
    assert len(before) == 2


def test_a_damaged_row_is_copied_by_a_migration_and_named_by_verify(run: Run, database: Path) -> None:
    older_database(database)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE events SET data = '{' WHERE seq = (SELECT max(seq) FROM events)")

    assert run("migrate").exit_code == 0

    assert query(database, "SELECT data FROM events ORDER BY commit_seq DESC LIMIT 1") == [("{",)]
    assert "its event at offset 18 cannot be read" in run("verify").stderr


def test_check_passes_after_migrate(run: Run) -> None:
    run("migrate")

    result = run("check")

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout


def test_check_fails_without_a_database(run: Run, database: Path) -> None:
    failed(run("check"), str(database), "migrate")
    assert not database.exists()


def test_check_fails_when_the_schema_differs(run: Run, database: Path) -> None:
    run("migrate")
    execute(database, "DROP INDEX events_by_age")

    failed(run("check"), "events_by_age")


@pytest.mark.parametrize("command", [["migrate"], ["migrate", "--status"], ["migrate", "--dry-run"], ["check"]])
def test_edited_migration_is_refused_by_every_command(run: Run, database: Path, command: list[str]) -> None:
    run("migrate")
    execute(database, "UPDATE schema_migrations SET sha256 = 'other'")

    failed(run(*command), "0001_foundation.sql", "edited")


@pytest.mark.parametrize("command", [["migrate"], ["migrate", "--status"], ["check"]])
def test_every_command_fails_on_a_file_that_is_not_a_database(run: Run, database: Path, command: list[str]) -> None:
    database.write_bytes(b"not a database at all, but long enough to have a header" * 20)

    failed(run(*command))


@pytest.mark.parametrize("name", ["a b.db", "50%25.db", "a~.db", "ä.db"])
def test_every_command_finds_a_database_with_an_unusual_name(run: Run, tmp_path: Path, name: str) -> None:
    url = f"sqlite:///{tmp_path / name}"

    results = [run(*command.split(), DATABASE_URL=url) for command in ("migrate", "migrate --status", "check")]

    assert [result.exit_code for result in results] == [0, 0, 0], [result.output for result in results]
    assert results[1].stdout.startswith("applied")
    assert {path.name for path in tmp_path.glob("*.db")} == {name}
