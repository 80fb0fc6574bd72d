"""Rebuild a damaged database file: a new one in its place, with every row that can be read."""

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
from .migrations import applied_migrations, migrate
from .salvage import Salvaged, salvage

_ORPHANS = 'SELECT DISTINCT "table", parent, fkid FROM pragma_foreign_key_check'
_REFERENCE = 'SELECT "from", "to" FROM pragma_foreign_key_list(?) WHERE id = ?'


@dataclass(frozen=True)
class Rebuilt:
    """A new database at `path` with the readable rows of `database`. tables: what was read and what was lost."""

    path: Path
    database: Path
    tables: list[Salvaged]

    def has_lost(self, *tables: str) -> bool:
        """Return whether rows of the given tables are lost, or may be."""
        return any(table.lost != 0 for table in self.tables if table.table in tables)

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
        yield Rebuilt(fresh, database, _salvage_file(database, folder / "damaged", fresh))


def delete_orphans(tx: Transaction) -> int:
    """Delete the rows that refer to lost rows, and return how many there were."""
    count = 0
    for table, parent, key in tx.select_tuples(_ORPHANS):
        ((column, parent_column),) = tx.select_tuples(_REFERENCE, (table, key))
        # The names are those of `sql/`.
        count += tx.execute(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT {parent_column} FROM {parent})")  # noqa: S608
    return count


def _salvage_file(database: Path, copy: Path, fresh: Path) -> list[Salvaged]:
    # The rows are read from a copy: opening the damaged file itself would play its write-ahead log into it.
    for suffix in ("", "-wal"):
        with suppress(FileNotFoundError):
            shutil.copyfile(f"{database}{suffix}", f"{copy}{suffix}")
    with closing(connect_existing(copy)) as damaged:
        damaged.execute("PRAGMA cell_size_check = 1")
        # The new database starts with the schema of the damaged one, so that tables and columns have the same names.
        # Its rows are migrated with it.
        migrate(fresh, only=_applied(damaged))
        try:
            with closing(connect_existing(fresh)) as connection:
                tables = salvage(damaged, connection)
        except sqlite3.DatabaseError as error:
            raise StorageError(f"nothing can be read of {database} ({error}); restore a backup") from error
    migrate(fresh)
    return tables


def _applied(damaged: sqlite3.Connection) -> frozenset[str] | None:
    """Return the names of the applied migrations, None for all of them when they cannot be read."""
    with suppress(sqlite3.DatabaseError):
        return frozenset(applied_migrations(damaged)) or None
    return None
