"""The epoch of a database: renewed when its history is no longer the one that clients have received.

A truncated or damaged write-ahead log leaves a consistent but older database, without any error: offsets would be
assigned twice, and a client that resumes from one of them would silently miss events.
"""

import secrets
import sqlite3
from pathlib import Path

from ..checksums import sealed
from ..models import Meta
from .connection import connect_existing
from .lock_file import LockFile
from .sidecar import SharedNumber


class HighWaterMark:
    """The newest commit sequence that any process of this host has delivered, in `<database>.tail`.

    After a power cut it may be behind, which is safe.
    """

    def __init__(self, database: Path) -> None:
        self._number = SharedNumber(database, ".tail")

    @property
    def commit_seq(self) -> int:
        return self._number.read()

    def advance(self, commit_seq: int) -> None:
        # The slower of two processes may write last and leave an older number: behind is safe.
        if commit_seq > self.commit_seq:
            self.reset(commit_seq)

    def reset(self, commit_seq: int) -> None:
        self._number.write(commit_seq)

    def close(self) -> None:
        self._number.close()


def resolve_epoch(database: Path, mark: HighWaterMark) -> str:
    """Return the database's epoch, a new one when its log ends before an event that was already delivered."""
    connection = connect_existing(database)
    try:
        # Only the rare case takes the lock: a start must not wait for a process that hangs while holding it.
        if _log_truncated(connection, mark):
            _rotate_epoch(connection, database, mark)
        epoch: str = connection.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()[0]
        return epoch
    finally:
        connection.close()


def _log_truncated(connection: sqlite3.Connection, mark: HighWaterMark) -> bool:
    # The mark is read first: delivered events were committed before, so an intact log is never behind an older mark.
    delivered = mark.commit_seq
    return last_commit_seq(connection) < delivered


def _rotate_epoch(connection: sqlite3.Connection, database: Path, mark: HighWaterMark) -> None:
    lock = LockFile(database)
    try:
        with lock.held():
            # Another process may have rotated the epoch while this one waited for the lock.
            if _log_truncated(connection, mark):
                rotate_epoch(connection)
                mark.reset(last_commit_seq(connection))
    finally:
        lock.close()


def last_commit_seq(connection: sqlite3.Connection) -> int:
    """Return the newest commit sequence that was ever assigned."""
    # Not max(commit_seq): the newest events may have been deleted together with their investigation.
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    return int(row[0]) if row else 0


def rotate_epoch(connection: sqlite3.Connection) -> None:
    """Store a new epoch, which voids every event id and entity tag of the one before."""
    row = sealed(Meta, {"key": "epoch", "value": secrets.token_hex(4)})
    with connection:
        connection.execute("UPDATE meta SET value = :value, row_checksum = :row_checksum WHERE key = :key", row)
