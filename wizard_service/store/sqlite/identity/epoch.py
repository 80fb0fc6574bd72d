"""The epoch of a database: renewed when its history is no longer the one that clients have received.

A truncated or damaged write-ahead log leaves a consistent but older database, without any error: offsets would be
assigned twice, and a client that resumes from one of them would silently miss events.
"""

import secrets
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from ....timestamps import timestamp, utc_now
from ...checksums import with_checksums
from ...models import Meta
from ..sidecar import SharedNumber

_SET_ORIGIN = """
UPDATE database_identity SET epoch_began_at = ?, epoch_reason = ?, missing_commits = ?, missing_events = ?
"""


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
        # The slower of two processes may write last and leave an older number, which is safe.
        if commit_seq > self.commit_seq:
            self.reset(commit_seq)

    def reset(self, commit_seq: int) -> None:
        self._number.write(commit_seq)

    def close(self) -> None:
        self._number.close()


@dataclass(frozen=True)
class Identity:
    """The identity that a database stores of itself.

    commits: how many groups of changes were committed. origin: why the epoch began, None for the first one.
    """

    file_id: str
    epoch: str
    commits: int
    origin: str | None


def read_identity(connection: sqlite3.Connection) -> Identity:
    (epoch,) = connection.execute("SELECT value FROM meta WHERE key = 'epoch'").fetchone()
    row = connection.execute(
        "SELECT file_id, commits, epoch_began_at, epoch_reason, missing_commits, missing_events FROM database_identity"
    ).fetchone()
    file_id, commits, began_at, reason, missing_commits, missing_events = row
    missing = f"; {missing_commits} commits and {missing_events} delivered events were missing"
    origin = reason and f"since {began_at}: {reason}" + (missing if missing_commits or missing_events else "")
    return Identity(file_id, epoch, commits, origin)


def last_commit_seq(connection: sqlite3.Connection) -> int:
    """Return the newest commit sequence that was ever assigned."""
    # Not max(commit_seq): the newest events may have been deleted together with their investigation.
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    return int(row[0]) if row else 0


def rotate_epoch(
    connection: sqlite3.Connection, reason: str, missing_commits: int = 0, missing_events: int = 0
) -> None:
    """Store a new epoch, which voids every event id and entity tag of the one before, and a new file id."""
    began_at = timestamp(utc_now())
    epoch = with_checksums(Meta, {"key": "epoch", "value": secrets.token_hex(4)})
    with connection:
        connection.execute("UPDATE meta SET value = :value, row_checksum = :row_checksum WHERE key = :key", epoch)
        renew_file_id(connection)
        connection.execute(_SET_ORIGIN, (began_at, reason, missing_commits, missing_events))


def renew_file_id(connection: sqlite3.Connection) -> None:
    """Store a new file id, so that no process takes this file for the one that it is a copy of."""
    connection.execute("UPDATE database_identity SET file_id = ?", (secrets.token_hex(16),))
