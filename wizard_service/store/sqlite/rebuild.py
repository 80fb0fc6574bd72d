"""Rebuild a damaged database file: a new one in its place, with every row that can be read."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ...errors import StorageError
from ..backend import Transaction
from .backup import check_integrity, install, staging
from .connection import connect_existing, storage_errors
from .identity.open_lock import exclusive
from .migration_files import available_migrations
from .migrations import applied_migrations, migrate
from .salvage.lost_events import LostEvents, find_lost_events
from .salvage.rows import Salvaged, salvage

_ORPHANS = 'SELECT DISTINCT "table", parent, fkid FROM pragma_foreign_key_check'
_REFERENCE = 'SELECT "from", "to" FROM pragma_foreign_key_list(?) WHERE id = ?'
_SCHEMA = "SELECT sql, type, name FROM sqlite_schema WHERE sql IS NOT NULL"
_MEND_SCHEMA = "UPDATE sqlite_schema SET sql = ?1 WHERE type = ?2 AND name = ?3 AND sql IS NOT ?1"
# The header of a database file (sqlite.org/fileformat.html section 1.3).
_HEADER_BYTES = 100


@dataclass(frozen=True)
class Rebuilt:
    """A new database at `path` with the readable rows of `database`. tables: what was read and what was lost."""

    path: Path
    database: Path
    tables: list[Salvaged]
    lost_events: LostEvents

    def install(self) -> Path | None:
        """Check the new database and put it in the place of the damaged one; return where that one is kept."""
        check_integrity(self.path)
        return install(self.path, self.database)


@contextmanager
def rebuilding(database: Path) -> Iterator[Rebuilt]:
    """Copy every readable row into a new database, and hold the damaged one exclusively meanwhile.

    Raises DatabaseInUse, FileNotFoundError, and StorageError when not even the schema can be read.
    """
    database = database.resolve()
    if not database.exists():
        raise FileNotFoundError(f"{database} does not exist")
    with storage_errors(), exclusive(database), staging(database.parent) as folder:
        fresh = folder / "recovered"
        yield Rebuilt(fresh, database, *_salvage_file(database, folder / "damaged", fresh))


def delete_orphans(tx: Transaction) -> int:
    """Delete the rows that refer to lost rows, and return how many there were."""
    count = 0
    for table, parent, key in tx.select_tuples(_ORPHANS):
        ((column, parent_column),) = tx.select_tuples(_REFERENCE, (table, key))
        # The names are those of `sql/`.
        count += tx.execute(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT {parent_column} FROM {parent})")  # noqa: S608
    return count


def _salvage_file(database: Path, copy: Path, fresh: Path) -> tuple[list[Salvaged], LostEvents]:
    # The rows are read from a copy: opening the damaged file itself would play its write-ahead log into it.
    for suffix in ("", "-wal"):
        with suppress(FileNotFoundError):
            shutil.copyfile(f"{database}{suffix}", f"{copy}{suffix}")
    _fill_up(copy)
    try:
        with _opened_damaged(copy) as damaged:
            # The new database starts with the schema of the damaged one, so that tables and columns have the same
            # names. Its rows are migrated with it.
            migrate(fresh, only=_applied(damaged))
            _mend_schema(damaged, fresh)
        with _opened_damaged(copy) as damaged:
            return _salvage_rows(damaged, fresh)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise StorageError(f"nothing can be read of {database} ({error}); restore a backup") from error


def _salvage_rows(damaged: sqlite3.Connection, fresh: Path) -> tuple[list[Salvaged], LostEvents]:
    with closing(connect_existing(fresh)) as connection:
        tables = salvage(damaged, connection)
    migrate(fresh)
    if not any(table.is_damaged for table in tables if table.table == "events"):
        return tables, {}
    with closing(connect_existing(fresh)) as connection:
        return tables, find_lost_events(damaged, connection)


@contextmanager
def _opened_damaged(copy: Path) -> Iterator[sqlite3.Connection]:
    """Open a damaged file; objects whose part of the schema is damaged are missing, instead of everything."""
    with closing(connect_existing(copy)) as damaged:
        damaged.execute("PRAGMA writable_schema = 1")
        damaged.execute("PRAGMA cell_size_check = 1")
        yield damaged


def _mend_schema(damaged: sqlite3.Connection, fresh: Path) -> None:
    """Replace statements in the schema that are damaged. The pages of a table do not depend on its statement."""
    with closing(connect_existing(fresh)) as connection:
        statements = connection.execute(_SCHEMA).fetchall()
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError), damaged:
        damaged.executemany(_MEND_SCHEMA, statements)


def _fill_up(copy: Path) -> None:
    """Append empty pages in place of those that were cut off, because SQLite opens no file without its last pages."""
    with copy.open("r+b") as file:
        header = file.read(_HEADER_BYTES)
        page_bytes, pages = int.from_bytes(header[16:18], "big"), int.from_bytes(header[28:32], "big")
        # The largest size of a page does not fit in the field.
        missing = pages * (65536 if page_bytes == 1 else page_bytes) - file.seek(0, os.SEEK_END)
        if missing > 0:
            # A damaged header may hold any number.
            with suppress(OSError):
                file.truncate(file.tell() + missing)


def _applied(damaged: sqlite3.Connection) -> list[str] | None:
    """Return the names of the migrations up to the newest applied one, None when none can be read."""
    names = [migration.name for migration in available_migrations()]
    with suppress(sqlite3.DatabaseError, UnicodeDecodeError):
        applied = applied_migrations(damaged)
        return names[: max((index for index, name in enumerate(names, 1) if name in applied), default=0)] or None
    return None
