"""Compare a database with what this program needs, before anything is served from it."""

import sqlite3
from pathlib import Path

from ..errors import SchemaError
from .database import connected
from .migrations import available_migrations, pending_migrations


def verify_schema(database: Path) -> None:
    """Raise SchemaError with every difference between the file and the scripts in `sql/`.

    Objects an operator added are left alone; everything of ours must be there, to the letter.
    """
    if not database.exists():
        raise SchemaError([f"{database} does not exist"])
    try:
        with connected(database) as connection:
            differences = _differences(connection)
    except sqlite3.DatabaseError as error:
        raise SchemaError([f"{database} cannot be read: {error}"]) from error
    if differences:
        raise SchemaError(differences)


def _differences(connection: sqlite3.Connection) -> list[str]:
    pending = pending_migrations(connection)
    if pending:
        return [f"migration {migration.name} is not applied" for migration in pending]
    journal_mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    found, needed = _objects(connection), _needed_objects()
    missing = [f"{name} is missing" for name in needed if name not in found]
    changed = [f"{name} differs: {found[name]}" for name in needed if found.get(name, needed[name]) != needed[name]]
    return missing + changed + ([] if journal_mode == "wal" else [f"journal_mode is {journal_mode}, not wal"])


def _needed_objects() -> dict[str, str]:
    # The scripts themselves, run in memory, say what is needed: a second description would drift.
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for migration in available_migrations():
            connection.executescript(migration.script)
        return _objects(connection)
    finally:
        connection.close()


def _objects(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    return {f"{kind} {name}": " ".join(sql.split()) for kind, name, sql in rows}
