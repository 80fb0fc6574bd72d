"""The tables themselves refuse bad words, bad ranges, wrong types, missing values and orphans."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from tests.support.paths import ROOT
from tests.support.store.column_values import BAD_RANGES, BAD_WORDS, EVENTS, JSON, STATES, TEMPLATE_VERSIONS, WORDS
from tests.support.store.rows import ROWS, insert
from wizard_service.store.sqlite.migrations import migrate

SCRIPTS = sorted((ROOT / "sql" / "sqlite").glob("*.sql"))


def columns_of_all_tables() -> list[tuple[str, str, str, bool]]:
    """Return (table, column, type, whether null is refused) as the scripts say."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for script in SCRIPTS:
            connection.executescript(script.read_text())
        found = connection.execute(
            'SELECT m.name, c.name, c.type, c."notnull" FROM sqlite_master m, pragma_table_info(m.name) c '
            "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'"
        )
        return [(table, column, kind, bool(not_null)) for table, column, kind, not_null in found]


COLUMNS = columns_of_all_tables()


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """Return a connection to one database for all tests here: each of them is rolled back."""
    path = tmp_path_factory.mktemp("constraints") / "wizard.db"
    migrate(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as opened:
        opened.execute("PRAGMA foreign_keys = 1")
        yield opened


@pytest.fixture
def rows(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Return the connection in a transaction in which what foreign keys point at exists."""
    connection.execute("BEGIN")
    # The table has one row, and the scripts have inserted it.
    connection.execute("DELETE FROM database_identity")
    insert(connection, "feeds", owner="parent")
    insert(connection, STATES, investigation_id="parent")
    insert(connection, "investigation_templates", template_id="parent", name="parent")
    yield connection
    connection.execute("ROLLBACK")


def insert_child(connection: sqlite3.Connection, table: str, **columns: Any) -> None:
    parents = {"owner": "parent"} if table in (EVENTS, "feed_losses") else {}
    if table in ("investigation_access", "investigation_entity_types"):
        parents = {"investigation_id": "parent"}
    if table == TEMPLATE_VERSIONS:
        parents = {"template_id": "parent"}
    insert(connection, table, **(parents | columns))


@pytest.mark.parametrize("table", ROWS)
def test_a_valid_row_is_accepted(rows: sqlite3.Connection, table: str) -> None:
    insert_child(rows, table)


def test_rows_and_columns_of_these_tests_are_those_of_the_tables() -> None:
    assert {(table, column) for table, column, _, _ in COLUMNS} == {(t, c) for t, row in ROWS.items() for c in row}


@pytest.mark.parametrize(("table", "column"), WORDS)
def test_every_word_of_the_contract_is_accepted(rows: sqlite3.Connection, table: str, column: str) -> None:
    for word in WORDS[table, column]:
        rows.execute("SAVEPOINT one_row")
        insert_child(rows, table, **{column: word})
        rows.execute("ROLLBACK TO one_row")


@pytest.mark.parametrize(("table", "column", "word"), BAD_WORDS)
def test_every_other_word_is_refused(rows: sqlite3.Connection, table: str, column: str, word: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=f"CHECK constraint failed: {column}"):
        insert_child(rows, table, **{column: word})


@pytest.mark.parametrize(("table", "columns"), BAD_RANGES)
def test_value_out_of_range_is_refused(rows: sqlite3.Connection, table: str, columns: dict[str, Any]) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=rf"CHECK constraint failed: .*{next(iter(columns))}"):
        insert_child(rows, table, **columns)


@pytest.mark.parametrize(("table", "column"), JSON)
@pytest.mark.parametrize("text", ["", "{", "{'a': 1}", "NaN"])
def test_invalid_json_is_refused(rows: sqlite3.Connection, table: str, column: str, text: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=rf"CHECK constraint failed: .*json_valid\({column}\)"):
        insert_child(rows, table, **{column: text})


@pytest.mark.parametrize(("table", "column", "kind"), [column[:3] for column in COLUMNS])
def test_value_of_another_type_is_refused(rows: sqlite3.Connection, table: str, column: str, kind: str) -> None:
    wrong: Any = b"bytes" if kind == "TEXT" else "twelve"

    # A rowid says "datatype mismatch" on its own; a CHECK may speak before the type does.
    with pytest.raises(sqlite3.IntegrityError, match=r"cannot store|datatype mismatch|CHECK constraint failed"):
        insert_child(rows, table, **{column: wrong})


@pytest.mark.parametrize(("table", "column"), [column[:2] for column in COLUMNS if column[3]])
def test_missing_value_is_refused(rows: sqlite3.Connection, table: str, column: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=rf"NOT NULL constraint failed: {table}\.{column}"):
        insert_child(rows, table, **{column: None})


def test_every_table_is_strict(connection: sqlite3.Connection) -> None:
    ours = "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'"

    assert dict(connection.execute(ours)) == dict.fromkeys(ROWS, 1)


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (EVENTS, {"owner": "no-investigation"}),
        ("investigation_access", {"investigation_id": "unknown"}),
        ("investigation_entity_types", {"investigation_id": "unknown"}),
        (TEMPLATE_VERSIONS, {"template_id": "unknown"}),
        ("feed_losses", {"owner": "unknown"}),
    ],
)
def test_orphaned_row_is_refused(rows: sqlite3.Connection, table: str, columns: dict[str, Any]) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY constraint failed"):
        insert_child(rows, table, **columns)


@pytest.mark.parametrize(
    ("table", "columns", "key"),
    [
        (EVENTS, {"commit_seq": 2}, "events.owner, events.feed_offset"),
        ("investigation_templates", {"template_id": "t2"}, "investigation_templates.user_id"),
        ("idempotency_keys", {"request_sha256": "another"}, "idempotency_keys.user_id, idempotency_keys.key"),
    ],
)
def test_second_row_with_the_same_key_is_refused(
    rows: sqlite3.Connection, table: str, columns: dict[str, Any], key: str
) -> None:
    insert_child(rows, table)

    with pytest.raises(sqlite3.IntegrityError, match=f"UNIQUE constraint failed: {key}"):
        insert_child(rows, table, **columns)


def test_name_of_a_deleted_template_may_be_used_again(rows: sqlite3.Connection) -> None:
    insert(rows, "investigation_templates", deleted_at="2026-01-15T12:00:00.000Z")

    insert(rows, "investigation_templates", template_id="t2")

    assert rows.execute("SELECT count(*) FROM investigation_templates WHERE name = 'n'").fetchone() == (2,)
