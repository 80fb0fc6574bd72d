"""Migrations and the verification of the schema.

`migrate` applies the SQL files of `sql/` under a lock, each in one transaction, and refuses files that were edited
after they were applied. `verify_schema` compares a database with the required schema before the service uses it.
"""

import sqlite3
from collections.abc import Collection
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from ...errors import SchemaError, StorageError
from ...timestamps import timestamp
from ..checksums import with_checksums
from ..migration_files import pending_files
from ..models import AppliedMigration, Meta
from ..search import name_key
from .connection import connected, storage_errors
from .identity.comparison import changes_recorded, require_matching_log
from .identity.open_lock import DatabaseLock
from .lock_file import LockFile
from .migration_files import Migration, available_migrations
from .read_only import is_immutable
from .sidecar import create_private


def applied_migrations(connection: sqlite3.Connection) -> dict[str, str]:
    """Return the migrations applied to this database, as file name -> sha256; empty for a new one."""
    exists = "SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations'"
    if connection.execute(exists).fetchone() is None:
        return {}
    return dict(connection.execute("SELECT name, sha256 FROM schema_migrations").fetchall())


def pending_migrations(connection: sqlite3.Connection) -> list[Migration]:
    """Return the migrations that have yet to be applied, in order.

    Raises SchemaError when an applied file was edited or is unknown to this program.
    """
    return pending_files(available_migrations(), applied_migrations(connection))


@storage_errors()
def migrate(database: Path, only: Collection[str] | None = None) -> list[Migration]:
    """Create the file when it is missing, apply all pending migrations, or those of `only` by name, and return them."""
    create_private(database)
    open_lock = DatabaseLock(database)
    require_matching_log(database)
    lock = LockFile(database)
    connection = sqlite3.connect(database, isolation_level=None)
    try:
        with lock.held(), changes_recorded(database):
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
            connection.execute("PRAGMA synchronous = FULL")
            pending = [file for file in pending_migrations(connection) if only is None or file.name in only]
            for migration in pending:
                _apply(connection, migration)
            _add_checksums(connection)
    finally:
        connection.close()
        lock.close()
        open_lock.close()
    return pending


def _apply(connection: sqlite3.Connection, migration: Migration) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statement in migration.statements():
            connection.execute(statement)
        _fill_name_keys(connection)
        applied = (migration.name, migration.sha256, timestamp(datetime.now(UTC)))
        connection.execute("INSERT INTO schema_migrations (name, sha256, applied_at) VALUES (?, ?, ?)", applied)
        connection.execute("COMMIT")
    except sqlite3.Error:
        # SQLite has already rolled back after some errors, such as a full disk.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _fill_name_keys(connection: sqlite3.Connection) -> None:
    """Make the sort keys of the names that were written before the column existed."""
    if not _has_column(connection, "investigation_states", "name_key"):
        return
    connection.create_function("name_key", 1, name_key, deterministic=True)
    connection.execute(
        "UPDATE investigation_states SET name_key = name_key(name) WHERE name IS NOT NULL AND name_key IS NULL"
    )


def _add_checksums(connection: sqlite3.Connection) -> None:
    """Add checksums to the rows that migrations have inserted, once the columns for them exist."""
    if not _has_column(connection, "meta", "row_checksum"):
        return
    applied = "SELECT name, sha256, applied_at FROM schema_migrations WHERE row_checksum IS NULL"
    for name, sha256, applied_at in connection.execute(applied).fetchall():
        row = with_checksums(AppliedMigration, {"name": name, "sha256": sha256, "applied_at": applied_at})
        connection.execute("UPDATE schema_migrations SET row_checksum = :row_checksum WHERE name = :name", row)
    epoch = "SELECT key, value FROM meta WHERE key = 'epoch' AND row_checksum IS NULL"
    for key, value in connection.execute(epoch).fetchall():
        row = with_checksums(Meta, {"key": key, "value": value})
        connection.execute("UPDATE meta SET row_checksum = :row_checksum WHERE key = :key", row)


def _has_column(connection: sqlite3.Connection, table: str, column: str) -> bool:
    found = "SELECT 1 FROM pragma_table_info(?) WHERE name = ?"
    return connection.execute(found, (table, column)).fetchone() is not None


def require_file(database: Path) -> None:
    """Raise SchemaError when there is no file; a check must not create sidecar files for it."""
    if not database.exists():
        raise SchemaError([f"{database} does not exist"])


def verify_schema(database: Path) -> None:
    """Raise SchemaError with every difference between the file and the scripts in `sql/`.

    Additional objects are ignored. Every object of the scripts must exist with exactly the same text.
    """
    require_file(database)
    try:
        with connected(database) as connection:
            differences = _differences(connection, database)
    except StorageError as error:
        raise SchemaError([f"{database} cannot be read: {error}"]) from error
    if differences:
        raise SchemaError(differences)


def _differences(connection: sqlite3.Connection, database: Path) -> list[str]:
    pending = pending_migrations(connection)
    if pending:
        return [f"migration {migration.name} is not applied" for migration in pending]
    actual, needed = _objects(connection), _objects_of(tuple(migration.script for migration in available_migrations()))
    missing = [f"{name} is missing" for name in needed if name not in actual]
    changed = [f"{name} differs: {actual[name]}" for name in needed if actual.get(name, needed[name]) != needed[name]]
    return missing + changed + _journal_mode_differences(connection, database)


def _journal_mode_differences(connection: sqlite3.Connection, database: Path) -> list[str]:
    if is_immutable(database):
        return []
    journal_mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    return [] if journal_mode == "wal" else [f"journal_mode is {journal_mode}, not wal"]


@cache
def _objects_of(scripts: tuple[str, ...]) -> dict[str, str]:
    # The scripts, run in memory, define the required schema, because a separate description could diverge from them.
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for script in scripts:
            connection.executescript(script)
        return _objects(connection)
    finally:
        connection.close()


def _objects(connection: sqlite3.Connection) -> dict[str, str]:
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchall()
    objects = {f"{kind} {name}": _definition(table, sql) for kind, name, table, sql in rows if sql is not None}
    for _, name, table, sql in rows:
        # The index of a key has no text, because it is part of its table's definition.
        if sql is None and f"table {table}" in objects:
            objects[f"table {table}"] += f" {name}"
    return objects


def _definition(table: str, sql: str) -> str:
    # The name of the table is stored apart from the text as well.
    text = " ".join(sql.split())
    return text if table in text else f"{text} of {table}"
