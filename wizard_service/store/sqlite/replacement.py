"""Replaces a database file so that at every moment either the previous or the new file is in place and complete."""

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from .connection import connect_existing
from .identity.comparison import changes_recorded
from .sidecar import SQLITE_FILES, make_private


def keep_previous(database: Path, folder: Path) -> Path | None:
    """Keep a copy of the database under another name. The database itself stays complete, without a write-ahead log.

    folder: for staging. Returns the other name, None when there is no database.
    """
    previous, log = Path(f"{database}.replaced-{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"), Path(f"{database}-wal")
    if not database.exists():
        # SQLite would write a remaining log into the new file with this name.
        with suppress(FileNotFoundError):
            log.rename(f"{previous}-wal")
        return None
    if log.exists() and log.stat().st_size:
        _duplicate(log, Path(f"{previous}-wal"), folder)
        _duplicate(database, previous, folder)
        _checkpoint(database)
    else:
        _link(database, previous, folder)
    sync(database.parent)
    for suffix in SQLITE_FILES[1:]:
        Path(f"{database}{suffix}").unlink(missing_ok=True)
    return previous


def copy_owner(source: Path, copy: Path) -> None:
    """Give a copy the owner of its source, so that the service can open a copy that root has made."""
    with suppress(FileNotFoundError, PermissionError):
        status = source.stat()
        os.chown(copy, status.st_uid, status.st_gid)


def sync(path: Path) -> None:
    """Make the content of a file, or the names in a folder, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _link(source: Path, target: Path, folder: Path) -> None:
    make_private(source)
    try:
        os.link(source, target)
    except OSError:
        # Some file systems have no hard links.
        _duplicate(source, target, folder)


def _duplicate(source: Path, target: Path, folder: Path) -> None:
    copy = folder / "previous"
    shutil.copyfile(source, copy)
    make_private(copy)
    copy_owner(source, copy)
    sync(copy)
    copy.rename(target)


def _checkpoint(database: Path) -> None:
    # A damaged log may fail to checkpoint; it is kept with the previous database.
    with (
        suppress(sqlite3.Error, OSError),
        changes_recorded(database),
        closing(connect_existing(database)) as connection,
    ):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
