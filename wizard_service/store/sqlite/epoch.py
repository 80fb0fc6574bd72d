"""The epoch of a database: renewed when its history is no longer what listeners were told.

A write-ahead log that was cut short or damaged leaves a consistent but older database, without any error: numbers would
be given out twice, and a listener that goes on from one of them would miss events in silence.
"""

import secrets
import sqlite3
from pathlib import Path

from .connection import connect_existing
from .lock_file import LockFile
from .sidecar import SharedNumber


class HighWaterMark:
    """The newest commit number that any process on this host has handed to a listener, in `<database>.tail`.

    After a power cut it may be behind, which is safe.
    """

    def __init__(self, database: Path) -> None:
        self._number = SharedNumber(database, ".tail")

    @property
    def commit_seq(self) -> int:
        return self._number.read()

    def advance(self, commit_seq: int) -> None:
        # Of two processes the slower may win and leave an older number: behind is safe.
        if commit_seq > self.commit_seq:
            self.reset(commit_seq)

    def reset(self, commit_seq: int) -> None:
        self._number.write(commit_seq)

    def close(self) -> None:
        self._number.close()


def resolve_epoch(database: Path, mark: HighWaterMark) -> str:
    """Return the database's epoch, a new one when its log ends before what was already handed out."""
    connection = connect_existing(database)
    try:
        # The lock is for the rare case only: a start must not wait for a process that holds it and hangs.
        if _log_truncated(connection, mark):
            _rotate_epoch(connection, database, mark)
        epoch: str = connection.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()[0]
        return epoch
    finally:
        connection.close()


def _log_truncated(connection: sqlite3.Connection, mark: HighWaterMark) -> bool:
    # In this order: what is handed out was committed before, so a sound log is never behind an older mark.
    handed_out = mark.commit_seq
    return last_commit_seq(connection) < handed_out


def _rotate_epoch(connection: sqlite3.Connection, database: Path, mark: HighWaterMark) -> None:
    lock = LockFile(database)
    try:
        with lock.held():
            # Another process may have been here while this one waited.
            if _log_truncated(connection, mark):
                rotate_epoch(connection)
                mark.reset(last_commit_seq(connection))
    finally:
        lock.close()


def last_commit_seq(connection: sqlite3.Connection) -> int:
    """Return the newest commit number that was ever given out."""
    # Not max(seq): the newest events may have been deleted together with their investigation.
    found = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    return int(found[0]) if found else 0


def rotate_epoch(connection: sqlite3.Connection) -> None:
    """Begin a new epoch: every id and entity tag given out before says nothing any more."""
    with connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'epoch'", (secrets.token_hex(4),))
