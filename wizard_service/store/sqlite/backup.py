"""Copies of the database: made while the service runs, checked before they are relied on, put in place without it."""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from ...errors import SchemaError
from .connection import connect_existing, connected
from .epoch import HighWaterMark, last_commit_seq, rotate_epoch
from .migrations import applied_migrations, migrate, verify_schema
from .sidecar import exclusive

# What belongs to one database: SQLite's own files first.
_PARTS = ("", "-wal", "-shm")
_OWN_FILES = (*_PARTS, ".lock", ".tail", ".degraded", ".users")


def back_up(database: Path, target: Path, *, force: bool = False) -> None:
    """Write a consistent, checked and durable copy of the database to `target`, while others read and write.

    Raises FileExistsError unless `force`, sqlite3.Error, OSError. A target is there whole or not at all.
    """
    target = target.absolute()
    if any(_is_same(target, Path(f"{database.resolve()}{suffix}")) for suffix in _OWN_FILES):
        raise FileExistsError(f"{target} belongs to the database itself")
    if target.exists() and not force:
        raise FileExistsError(f"{target} exists; --force overwrites it")
    with staging(target.parent) as folder:
        copy = folder / "backup"
        with connected(database) as source:
            _copy(source, copy)
        check_integrity(copy)
        _publish(copy, target, force)


def restore(database: Path, backup: Path) -> Path | None:
    """Put a backup in the place of the database and begin a new epoch; return where the replaced database lies.

    Nothing is replaced unless the backup is sound and this service's; a backup of an older version is migrated.
    Raises DatabaseInUse, SchemaError, FileNotFoundError, sqlite3.Error, OSError.
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
    """Make a migrated copy in a staging folder the database, with a new epoch; keep the old one aside, untouched.

    For whoever has the database exclusively. Returns where the old one lies, None when there was none.
    """
    verify_schema(copy)
    with closing(connect_existing(copy)) as connection:
        # Tickets are good once, and the copy may not know which were used.
        connection.execute("DELETE FROM tickets")
        rotate_epoch(connection)
        newest = last_commit_seq(connection)
    _like(copy, database)
    _sync(copy)
    aside = _archive_previous(database)
    copy.rename(database)
    _sync(database.parent)
    mark = HighWaterMark(database)
    mark.reset(newest)
    mark.close()
    return aside


def check_integrity(path: Path) -> None:
    """Raise sqlite3.DatabaseError, naming the first damage found."""
    with closing(connect_existing(path)) as connection:
        connection.execute("PRAGMA cell_size_check = 1")
        (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(f"the copy is damaged: {verdict}")
    if orphan is not None:
        raise sqlite3.DatabaseError(f"the copy is damaged: a row of {orphan[0]} belongs to nothing in {orphan[2]}")


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Yield a folder on the same file system, where files grow before they are renamed into place."""
    made = Path(tempfile.mkdtemp(prefix=".wizard-", dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _copy(source: sqlite3.Connection, copy: Path) -> None:
    with closing(sqlite3.connect(copy)) as destination:
        # In one step: a copy that another process's commit interrupts would begin again and again.
        source.backup(destination)
        # A single file that can be read anywhere, without a log beside it.
        destination.execute("PRAGMA journal_mode = DELETE").fetchone()
    copy.chmod(0o600)


def _require_ours(copy: Path, backup: Path) -> None:
    with closing(connect_existing(copy)) as connection:
        if not applied_migrations(connection):
            raise SchemaError([f"{backup} is not a database of this service"])


def _publish(copy: Path, target: Path, force: bool) -> None:
    _sync(copy)
    if force:
        copy.replace(target)
    else:
        # Unlike a rename, a link fails when somebody else was faster.
        os.link(copy, target)
    _sync(target.parent)


def _archive_previous(database: Path) -> Path | None:
    # Also without a database: a log left alone would be played into whatever takes its place.
    aside = Path(f"{database}.replaced-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}")
    for suffix in _PARTS:
        with suppress(FileNotFoundError):
            os.rename(f"{database}{suffix}", f"{aside}{suffix}")
    return aside if aside.exists() else None


def _like(copy: Path, database: Path) -> None:
    # Restored by root, the file must still be the service's.
    with suppress(FileNotFoundError, PermissionError):
        known = database.stat()
        copy.chmod(known.st_mode & 0o777)
        os.chown(copy, known.st_uid, known.st_gid)


def _is_same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve() or (one.exists() and other.exists() and one.samefile(other))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
