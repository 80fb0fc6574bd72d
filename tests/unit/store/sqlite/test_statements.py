"""A SQL file is split into whole statements, and nothing of it is lost."""

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from wizard_service.store.sqlite.migration_files import Migration, available_migrations
from wizard_service.store.sqlite.migrations import migrate

TRIGGER = """\
-- a comment; with a semicolon
CREATE TRIGGER guard BEFORE UPDATE ON t
WHEN NEW.a = 'x;y'
BEGIN
    SELECT RAISE(ABORT, 'never; ever');
    INSERT INTO log VALUES ('END;');
END;
"""


def statements(script: str) -> list[str]:
    return list(Migration("0001.sql", script, "").statements())


@pytest.mark.parametrize(
    "parts",
    [
        ["CREATE TABLE t (a TEXT);\n", "CREATE TABLE u (a TEXT);\n"],
        ["CREATE TABLE t (a TEXT);\n", TRIGGER, "\nCREATE TABLE u (a TEXT);\n"],
        [TRIGGER, TRIGGER.replace("guard", "other")],
        ["INSERT INTO t VALUES (';\n;');\n", "-- only; a comment\nDELETE FROM t;\n"],
        ["/* a; b;\n c; */ DELETE FROM t\nWHERE a = 1;\n", "DELETE FROM t; -- and why; here\n"],
    ],
    ids=["tables", "trigger between tables", "two triggers", "semicolon in text", "semicolon in comments"],
)
def test_script_is_split_at_the_ends_of_whole_statements(parts: list[str]) -> None:
    assert statements("".join(parts)) == parts


# A migration may also change rows only.
DDL = re.compile(r"^(CREATE|ALTER|DROP) ", re.MULTILINE)


@pytest.mark.parametrize("migration", available_migrations(), ids=lambda migration: migration.name)
def test_migrations_split_into_statements_give_the_same_schema_as_the_whole_script(migration: Migration) -> None:
    def schema(connection: sqlite3.Connection) -> list[tuple[str, str]]:
        return connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()

    with closing(sqlite3.connect(":memory:")) as whole, closing(sqlite3.connect(":memory:")) as split:
        for earlier in available_migrations():
            if earlier.name < migration.name:
                whole.executescript(earlier.script)
                split.executescript(earlier.script)
        before = schema(whole)
        whole.executescript(migration.script)
        for statement in migration.statements():
            split.execute(statement)

        assert schema(split) == schema(whole)
        assert (schema(whole) != before) == any(DDL.search(statement) for statement in migration.statements())


def test_unfinished_last_statement_is_not_silently_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, database = tmp_path / "sql", tmp_path / "wizard.db"
    folder.mkdir()
    foundation = available_migrations()[0]
    (folder / foundation.name).write_text(foundation.script)
    (folder / "0002_unfinished.sql").write_text("CREATE TABLE first (a TEXT);\nCREATE TABLE last (a TEXT)\n")
    monkeypatch.setattr("wizard_service.store.sqlite.migration_files._FOLDERS", (folder,))

    refused = _migrate_refused(database)

    with closing(sqlite3.connect(database)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        applied = {name for (name,) in connection.execute("SELECT name FROM schema_migrations")}
    # Either it is refused whole, or it is applied whole.
    assert ({"first", "last"} & tables, "0002_unfinished.sql" in applied) == (
        (set(), False) if refused else ({"first", "last"}, True)
    )


def _migrate_refused(database: Path) -> bool:
    try:
        migrate(database)
    except Exception:  # noqa: BLE001 - how it is refused is not the rule here
        return True
    return False
