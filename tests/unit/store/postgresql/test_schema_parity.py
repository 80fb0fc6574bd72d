"""Both databases store the same: their schemas have the same columns and allow the same words."""

import re
import sqlite3
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import psycopg

Names = dict[str, set[str]]

# Tables that one database needs for itself, and a list of history that is a table in one and a view in the other.
_SQLITE_ALONE = {"sqlite_sequence"}
_POSTGRESQL_ALONE = {"schema_objects"}
# A transaction has a number in PostgreSQL; an identity is that of a server or that of a file.
_DIFFERENT_COLUMNS = {"events": {"commit_xid"}}
_DIFFERENT_TABLES = {"database_identity"}
_COLUMNS = """
SELECT c.relname, a.attname FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v') AND a.attnum > 0
    AND NOT a.attisdropped
"""
_CONSTRAINTS = """
SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = current_schema()::regnamespace AND contype = 'c'
"""


def _sets(pairs: list[tuple[str, str]]) -> Names:
    names: Names = defaultdict(set)
    for table, name in pairs:
        names[table].add(name)
    return names


def _words(definitions: list[tuple[str, str]]) -> Names:
    """Return the words that the CHECK constraints of each table allow."""
    return _sets(
        [(table, word) for table, definition in definitions for word in re.findall(r"'([A-Za-z_]+)'", definition)]
    )


def test_both_databases_have_the_same_columns(migrated: Path, postgresql_url: str) -> None:
    with closing(sqlite3.connect(migrated)) as file, psycopg.connect(postgresql_url) as server:
        in_file = _sets(
            file.execute(
                "SELECT t.name, c.name FROM sqlite_master AS t JOIN pragma_table_xinfo(t.name) AS c"
                " WHERE t.type IN ('table', 'view')"
            ).fetchall()
        )
        on_server = _sets(server.execute(_COLUMNS).fetchall())

    assert in_file.keys() - _SQLITE_ALONE == on_server.keys() - _POSTGRESQL_ALONE
    for table in in_file.keys() & on_server.keys() - _DIFFERENT_TABLES:
        assert in_file[table] == on_server[table] - _DIFFERENT_COLUMNS.get(table, set()), table


def test_both_databases_allow_the_same_words(migrated: Path, postgresql_url: str) -> None:
    with closing(sqlite3.connect(migrated)) as file, psycopg.connect(postgresql_url) as server:
        in_file = _words(file.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
        on_server = _words(server.execute(_CONSTRAINTS).fetchall())

    assert in_file["events"]
    for table in ("events", "investigation_audit_log", "investigation_states", "investigation_access"):
        assert in_file[table] == on_server[table], table
