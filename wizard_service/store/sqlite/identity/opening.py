"""The rules for opening a database: the served file continues its epoch, any other file begins a new one.

| the database file | outcome |
|---|---|
| is the recorded one, unchanged, and other processes have it open | the process joins them |
| is the recorded one, with at least as many commits, and no other process has it open | the epoch continues |
| is another one, is a copy, has lost commits, or has no record | new file id and epoch; a running service refuses it |
| is next to the write-ahead log of another one | refused before SQLite writes the log into it |
"""

import logging
import random
import sqlite3
import time
from pathlib import Path

from ....errors import StorageError, TransientStorageError
from ....metrics import EPOCHS_BEGUN, MISSING_COMMITS
from ....process import served_database
from ..connection import inspecting, storage_errors
from .comparison import difference, read_together
from .epoch import HighWaterMark, Identity, last_commit_seq, read_identity, rotate_epoch
from .files import FileNames
from .guard import FileGuard
from .loss import Loss, find_loss
from .open_lock import DatabaseInUse, DatabaseLock
from .record import Served, ServedRecord, boot_id, read_record

_log = logging.getLogger(__name__)

# An opening waits this long for other workers that are opening the database, and for short commands.
OPEN_TIMEOUT_S = 3.0
_POLL_INTERVAL_S = 0.02


@storage_errors()
def open_guard(path: Path, open_lock: DatabaseLock, mark: HighWaterMark) -> tuple[FileGuard, Identity]:
    """Return the guard of this process and the identity of the file. The caller keeps a connection open meanwhile.

    Raises DatabaseInUse and StorageError when the file is not the one that other processes serve.
    """
    record = ServedRecord(path)
    try:
        with inspecting(path) as connection:
            served = _join(path, connection, record) or _open_alone(path, connection, record, open_lock, mark)
            identity = read_identity(connection)
        _require_decided(path, served)
    except BaseException:
        record.close()
        raise
    return FileGuard(path, open_lock, record, served), identity


def require_same_files(path: Path, open_lock: DatabaseLock) -> None:
    """Raise DatabaseInUse in a worker that would open other files than the workers of its service have open.

    A worker that is the first to open the database after a crash creates a new log and records it some moments later.
    When it is killed before that, workers that wait for it together must not take each other for it.
    """
    if served_database.decided() is None:
        return
    deadline = time.monotonic() + OPEN_TIMEOUT_S
    while (reason := _unrecorded_files(path)) and not open_lock.is_only_one():
        if time.monotonic() > deadline:
            raise DatabaseInUse(f"{path} {reason}")
        open_lock.release()
        time.sleep(_POLL_INTERVAL_S * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
        open_lock.take()


def _unrecorded_files(path: Path) -> str | None:
    """Return how the files differ from those that were recorded since the machine started, None when they do not."""
    served, files = read_together(lambda: read_record(path), FileNames(path)) or (None, None)
    if served is None or files is None or served.boot != boot_id():
        return None
    return difference(served, files)


def record_installed(path: Path) -> None:
    """Record a database that a command has put in place, as the file to be served next."""
    record, mark = ServedRecord(path), HighWaterMark(path)
    try:
        with inspecting(path) as connection:
            identity, newest = read_identity(connection), last_commit_seq(connection)
        _record(path, record, identity)
        mark.reset(newest)
    finally:
        record.close()
        mark.close()


def _join(path: Path, connection: sqlite3.Connection, record: ServedRecord) -> Served | None:
    """Return the record when it describes this file, so that the process can join others; None when it does not."""
    served = record.read()
    if served is None or served.boot != boot_id():
        return None
    identity = read_identity(connection)
    is_same = (identity.file_id, identity.epoch) == (served.file_id, served.epoch)
    if not is_same or identity.commits < served.commits:
        return None
    seen = read_together(record.read, FileNames(path))
    if seen is None:
        return served
    latest, files = seen
    return None if latest is None or difference(latest, files) else latest


def _open_alone(
    path: Path, connection: sqlite3.Connection, record: ServedRecord, open_lock: DatabaseLock, mark: HighWaterMark
) -> Served:
    # The lock is released so that another process that is opening the database can find out whether it is alone.
    open_lock.release()
    with record.held_by_opening(OPEN_TIMEOUT_S):
        open_lock.take()
        served = _join(path, connection, record)
        if served is None:
            _require_alone(open_lock, f"{path} is not the file that other processes have open.")
            served = _continue_or_begin_epoch(path, connection, record, mark)
    return served


def _require_alone(open_lock: DatabaseLock, refusal: str) -> None:
    # Other opening processes and short commands hold the lock only briefly.
    deadline = time.monotonic() + OPEN_TIMEOUT_S
    while not open_lock.is_only_one():
        if time.monotonic() > deadline:
            raise DatabaseInUse(refusal)
        time.sleep(_POLL_INTERVAL_S)


def _continue_or_begin_epoch(
    path: Path, connection: sqlite3.Connection, record: ServedRecord, mark: HighWaterMark
) -> Served:
    served = record.read()
    loss = find_loss(path, connection, served, mark.commit_seq)
    _require_same_log(path, served, identity=read_identity(connection))
    if loss is not None:
        if served_database.decided() is not None:
            raise TransientStorageError(f"{path} is not the database that this service serves: {loss}")
        if served is not None:
            # If this process is killed before it records the new identity, the file must not look like another one.
            record.write(served._replace(is_changing=True, sequence=served.sequence + 1))
        _begin_epoch(path, connection, loss)
        mark.reset(last_commit_seq(connection))
    identity = read_identity(connection)
    return _record(path, record, identity)


def _require_same_log(path: Path, served: Served | None, identity: Identity) -> None:
    """Raise StorageError when an unchanged file has another identity, which can only come from a foreign log."""
    if served is None or served.is_changing or served.boot != boot_id() or identity.file_id == served.file_id:
        return
    if FileNames(path).stamps().main.without_device() == served.files.main.without_device():
        raise StorageError(f"{path}-wal belongs to another database. Put the log of {path} back, or restore a backup.")


def _record(path: Path, record: ServedRecord, identity: Identity) -> Served:
    files = FileNames(path).stamps()
    served = Served(identity.file_id, identity.epoch, identity.commits, files, boot=boot_id())
    record.write(served)
    record.synchronize()
    return served


def _begin_epoch(path: Path, connection: sqlite3.Connection, loss: Loss) -> None:
    rotate_epoch(connection, loss.reason, loss.missing_commits, loss.missing_events)
    EPOCHS_BEGUN.inc()
    MISSING_COMMITS.inc(loss.missing_commits)
    _log.warning("New epoch for %s: %s.", path, loss)


def _require_decided(path: Path, served: Served) -> None:
    name = f"{served.file_id} {served.epoch}"
    served_database.decide(name)
    if served_database.decided() not in (None, name):
        raise TransientStorageError(f"{path} is not the database that this service serves")
