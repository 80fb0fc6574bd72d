"""Rebuilds a damaged database: copies every readable row into a new file, which then replaces the damaged one."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ...errors import StorageError
from ..backend import Row, Transaction
from ..checksums import find_faults, is_covered
from ..migration_files import refuse_unknown
from ..models import AppliedMigration
from .backup import check_integrity, install, staging
from .connection import connect_existing, storage_errors
from .identity.open_lock import exclusive
from .migration_files import available_migrations
from .migrations import applied_migrations, migrate
from .salvage.lost_events import LostEvents, find_lost_events
from .salvage.rows import Salvaged, salvage

_ORPHANS = 'SELECT DISTINCT "table", parent, fkid FROM pragma_foreign_key_check'
_REFERENCE = 'SELECT "from", "to" FROM pragma_foreign_key_list(?) WHERE id = ?'
_MIGRATION_COLUMNS = ("name", "sha256", "applied_at", "row_checksum")
_MIGRATIONS = f"SELECT {', '.join(_MIGRATION_COLUMNS)} FROM schema_migrations"  # noqa: S608 - our names
_SCHEMA = "SELECT sql, type, name FROM sqlite_schema WHERE sql IS NOT NULL"
_RESTORE_STATEMENT = "UPDATE sqlite_schema SET sql = ?1 WHERE type = ?2 AND name = ?3 AND sql IS NOT ?1"
# The header of a database file (sqlite.org/fileformat.html section 1.3).
_HEADER_BYTES = 100


@dataclass(frozen=True)
class Rebuilt:
    """A new database at `path` with the readable rows of the damaged `database`.

    tables: how many rows of each table were read and how many were lost.
    """

    path: Path
    database: Path
    tables: list[Salvaged]
    lost_events: LostEvents

    def install(self) -> Path | None:
        """Check the new database, replace the damaged one with it, and return where the damaged one is kept."""
        check_integrity(self.path)
        return install(self.path, self.database)


@contextmanager
def rebuilding(database: Path) -> Iterator[Rebuilt]:
    """Copy every readable row into a new database, and lock the damaged one against other processes during the block.

    Raises DatabaseInUse, FileNotFoundError, SchemaError for the database of a newer program, and StorageError when not
    even the schema can be read.
    """
    database = database.resolve()
    if not database.exists():
        raise FileNotFoundError(f"{database} does not exist")
    with storage_errors(), exclusive(database), staging(database.parent) as folder:
        rebuilt = folder / "recovered"
        yield Rebuilt(rebuilt, database, *_salvage_file(database, folder / "damaged", rebuilt))


def delete_orphans(tx: Transaction) -> int:
    """Delete the rows that refer to lost rows, and return how many there were."""
    count = 0
    for table, parent, key in tx.select_tuples(_ORPHANS):
        ((column, parent_column),) = tx.select_tuples(_REFERENCE, (table, key))
        # The names are those of `sql/`.
        count += tx.execute(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT {parent_column} FROM {parent})")  # noqa: S608
    return count


def _salvage_file(database: Path, copy: Path, rebuilt: Path) -> tuple[list[Salvaged], LostEvents]:
    # The rows are read from a copy, because SQLite may checkpoint the write-ahead log into a file that it opens.
    for suffix in ("", "-wal"):
        with suppress(FileNotFoundError):
            shutil.copyfile(f"{database}{suffix}", f"{copy}{suffix}")
    _append_missing_pages(copy)
    try:
        with _opened_damaged(copy) as damaged:
            _refuse_newer(damaged)
            # The new database starts with the schema of the damaged one, so that tables and columns have the same
            # names. `_salvage_rows` migrates it to the newest schema after copying the rows.
            migrate(rebuilt, only=_applied_migrations(damaged))
            _restore_schema(damaged, rebuilt)
        with _opened_damaged(copy) as damaged:
            return _salvage_rows(damaged, rebuilt)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise StorageError(f"{database} cannot be recovered ({error}); restore a backup") from error


def _salvage_rows(damaged: sqlite3.Connection, rebuilt: Path) -> tuple[list[Salvaged], LostEvents]:
    with closing(connect_existing(rebuilt)) as connection:
        tables = salvage(damaged, connection)
    migrate(rebuilt)
    if not any(table.is_damaged for table in tables if table.table == "events"):
        return tables, {}
    with closing(connect_existing(rebuilt)) as connection:
        return tables, find_lost_events(damaged, connection)


@contextmanager
def _opened_damaged(copy: Path) -> Iterator[sqlite3.Connection]:
    """Open a damaged file without the tables and indexes whose statements in the schema are damaged.

    By default one such statement would make SQLite refuse the whole file.
    """
    with closing(connect_existing(copy)) as damaged:
        damaged.execute("PRAGMA writable_schema = 1")
        damaged.execute("PRAGMA cell_size_check = 1")
        yield damaged


def _restore_schema(damaged: sqlite3.Connection, rebuilt: Path) -> None:
    """Replace damaged CREATE statements in the schema; the pages with the rows stay as they are."""
    with closing(connect_existing(rebuilt)) as connection:
        statements = connection.execute(_SCHEMA).fetchall()
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError), damaged:
        damaged.executemany(_RESTORE_STATEMENT, statements)


def _append_missing_pages(copy: Path) -> None:
    """Append empty pages in place of truncated ones, because SQLite refuses a file shorter than its header states."""
    with copy.open("r+b") as file:
        header = file.read(_HEADER_BYTES)
        page_bytes, pages = int.from_bytes(header[16:18], "big"), int.from_bytes(header[28:32], "big")
        # 65536, the largest size of a page, does not fit into the field and is stored as 1.
        missing = pages * (65536 if page_bytes == 1 else page_bytes) - file.seek(0, os.SEEK_END)
        if missing > 0:
            # A damaged header may hold any number, even one that the file system refuses.
            with suppress(OSError):
                file.truncate(file.tell() + missing)


def _applied_migrations(damaged: sqlite3.Connection) -> list[str] | None:
    """Return the names of all migrations up to the newest applied one.

    None when the table of migrations cannot be read: the damaged database is then taken to have the newest schema.
    """
    names = [migration.name for migration in available_migrations()]
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError):
        applied = applied_migrations(damaged)
        newest = max((position for position, name in enumerate(names) if name in applied), default=None)
        return None if newest is None else names[: newest + 1]
    return None


def _refuse_newer(damaged: sqlite3.Connection) -> None:
    """Raise SchemaError for the database of a newer program: the rebuilt one would lack what that has added.

    Damage can change a name as well; such a row does not match its checksum.
    """
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError):
        rows = [dict(zip(_MIGRATION_COLUMNS, row, strict=True)) for row in damaged.execute(_MIGRATIONS)]
        refuse_unknown(available_migrations(), [row["name"] for row in rows if _is_sound(row)])


def _is_sound(row: Row) -> bool:
    return is_covered(AppliedMigration, row) and not find_faults(AppliedMigration, row)
