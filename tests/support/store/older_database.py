"""A database as version 0.1.0 has left it: the migrations of that version, and rows that it has written."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.support.paths import ROOT
from tests.support.store.filled_database import query
from wizard_service.store.sqlite.migration_files import available_migrations
from wizard_service.store.sqlite.migrations import migrate

LAST_MIGRATION = "0031_template_versions.sql"
NEWER = ("hash_version", "action_types", "name_key", "trace_id", "open_inputs", "inputs_expire_at")
ROWS = ROOT / "tests" / "cases" / "database_0031.sql"


def older_database(path: Path) -> None:
    """Create the database at a path where there is none."""
    migrate(path, only=[file.name for file in available_migrations() if file.name <= LAST_MIGRATION])
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(ROWS.read_text())


def rows_by_table(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of every table, sorted, without names of columns; the list of migrations is left out.

    Checksums and the newer columns are left out too: rows of that version have none.
    """
    tables = query(path, "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
    names = [name for (name,) in tables if not name.startswith("sqlite_") and name != "schema_migrations"]
    return {name: sorted(query(path, f"SELECT {_columns(path, name)} FROM {name}"), key=repr) for name in names}


def _columns(path: Path, table: str) -> str:
    columns = [name for (name,) in query(path, "SELECT name FROM pragma_table_info(?)", table)]
    return ", ".join(name for name in columns if not name.endswith("_checksum") and name not in NEWER)
