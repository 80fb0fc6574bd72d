"""Backup and restore: a copy made while the service runs, and its installation as the database while it does not."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from ...errors import SchemaError, StorageError
from .connection import connect_existing, connected, storage_errors
from .identity.epoch import renew_file_id, rotate_epoch
from .identity.open_lock import exclusive
from .identity.opening import record_installed
from .migrations import applied_migrations, migrate, verify_schema
from .replacement import copy_owner, keep_previous, sync
from .sidecar import DATABASE_FILES, make_private


@storage_errors()
def back_up(database: Path, target: Path, *, force: bool = False) -> None:
    """Write a consistent, checked and durable copy of the database to `target`, while other processes read and write.

    The target appears complete or not at all. Raises FileExistsError unless `force`, StorageError, OSError.
    """
    target = target.absolute()
    if any(_is_same(target, Path(f"{database.resolve()}{suffix}")) for suffix in DATABASE_FILES):
        raise FileExistsError(f"{target} belongs to the database itself")
    if target.exists() and not force:
        raise FileExistsError(f"{target} exists; --force overwrites it")
    with staging(target.parent) as folder:
        copy = folder / "backup"
        with connected(database) as source:
            _copy(source, copy)
        _mark_as_copy(copy)
        check_integrity(copy)
        _publish(copy, target, force)


@storage_errors()
def restore(database: Path, backup: Path) -> Path | None:
    """Replace the database by a backup, with a new epoch; return where the previous database is kept.

    Nothing is replaced unless the backup is intact and belongs to this service. An older backup is migrated.
    Raises DatabaseInUse, SchemaError, FileNotFoundError, StorageError, OSError.
    """
    database = database.resolve()
    if not backup.is_file():
        raise FileNotFoundError(f"{backup} does not exist")
    if _is_same(backup, database):
        raise FileExistsError(f"{backup} is the database itself")
    with exclusive(database), staging(database.parent) as folder:
        copy = folder / "restored"
        with closing(connect_existing(backup)) as source:
            source.execute("PRAGMA query_only = 1")
            _copy(source, copy)
        check_integrity(copy)
        _require_ours(copy, backup)
        migrate(copy)
        return install(copy, database)


def install(copy: Path, database: Path) -> Path | None:
    """Install a migrated copy from a staging folder as the database, with a new epoch; keep the previous one unchanged.

    The caller holds the database exclusively. Returns where the previous one is kept, None when there was none.
    """
    verify_schema(copy)
    with closing(connect_existing(copy)) as connection:
        # A ticket can be redeemed only once, and the copy may hold tickets that have been redeemed since.
        connection.execute("DELETE FROM tickets")
        rotate_epoch(connection, "the database was restored or recovered")
    make_private(copy)
    copy_owner(database, copy)
    sync(copy)
    # A process that is killed between two steps leaves either the previous database or the new one in place.
    previous = keep_previous(database, copy.parent)
    copy.rename(database)
    sync(database.parent)
    record_installed(database)
    return previous


def check_integrity(path: Path) -> None:
    """Raise StorageError for the first damage found in a database file."""
    with closing(connect_existing(path)) as connection:
        connection.execute("PRAGMA cell_size_check = 1")
        (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    if verdict != "ok":
        raise StorageError(f"the copy is damaged: {verdict}")
    if orphan is not None:
        raise StorageError(f"the copy is damaged: a row of {orphan[0]} refers to a missing row of {orphan[2]}")


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Yield a temporary folder on the same file system, from which complete files are renamed into place."""
    path = Path(tempfile.mkdtemp(prefix=".wizard-", dir=folder))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _copy(source: sqlite3.Connection, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as destination:
        # One step copies all pages. A copy in several steps starts again whenever another process commits.
        source.backup(destination)
        # Without a write-ahead log the copy is a single file that can be read anywhere.
        destination.execute("PRAGMA journal_mode = DELETE").fetchone()
    make_private(copy)


def _mark_as_copy(copy: Path) -> None:
    # A backup that is served directly, without `restore`, must not pass for the database that it was copied from.
    with closing(connect_existing(copy)) as connection, connection, suppress(sqlite3.OperationalError):
        # An older schema has no identity.
        renew_file_id(connection)


def _require_ours(copy: Path, backup: Path) -> None:
    with closing(connect_existing(copy)) as connection:
        if not applied_migrations(connection):
            raise SchemaError([f"{backup} is not a database of this service"])


def _publish(copy: Path, target: Path, force: bool) -> None:
    sync(copy)
    if force:
        copy.replace(target)
    else:
        # Unlike a rename, a link fails when another process has created the target meanwhile.
        os.link(copy, target)
    sync(target.parent)


def _is_same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve() or (one.exists() and other.exists() and one.samefile(other))
