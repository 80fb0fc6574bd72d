"""Detects that a database lacks history that was served under its name."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from ..connection import connected
from ..sidecar import read_number
from .epoch import Identity, last_commit_seq, read_identity
from .files import FileNames
from .record import Served, read_record


@dataclass(frozen=True)
class Loss:
    """The reason why a file does not continue the recorded history, and how much of the history is missing."""

    reason: str
    missing_commits: int
    missing_events: int

    def __str__(self) -> str:
        return f"{self.reason}; {self.missing_commits} commits and {self.missing_events} delivered events are missing"


def find_loss(path: Path, connection: sqlite3.Connection, served: Served | None, delivered: int) -> Loss | None:
    """Return why the next start would begin a new epoch, None when it would not.

    served, delivered: the record and the high-water mark, read before this call. Both are written after the database,
    so an intact database is never behind them.
    """
    identity, newest = read_identity(connection), last_commit_seq(connection)
    missing_events = max(0, delivered - newest)
    if served is None:
        is_unused = not identity.commits and not newest
        return None if is_unused else Loss("it was not served under this name before", 0, missing_events)
    missing_commits = max(0, served.commits - identity.commits)
    if identity.file_id != served.file_id:
        return Loss("it is another database than the one served before", missing_commits, missing_events)
    if missing_commits or missing_events:
        return Loss("its history is shorter than what was served", missing_commits, missing_events)
    if FileNames(path).stamps().main.inode != served.files.main.inode:
        return Loss("it is a copy of the file that was served before", 0, 0)
    return None


def inspect(path: Path) -> tuple[Identity, Loss | None]:
    """Return the identity of a database, and why its next start would begin a new epoch. Changes nothing.

    Raises StorageError.
    """
    served, delivered = read_record(path), read_number(path, ".tail")
    with connected(path) as connection:
        return read_identity(connection), find_loss(path, connection, served, delivered)
