"""Sidecar files of the database: shared numbers and locks, owned by the owner of the database."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ...errors import TransientStorageError
from .read_only import is_read_only, unchanged

# All files of one database: SQLite's own first, then the sidecar files.
SQLITE_FILES = ("", "-wal", "-shm")
DATABASE_FILES = (*SQLITE_FILES, ".lock", ".tail", ".degraded", ".users")
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
_NUMBER_BYTES = 8


def create_private(database: Path) -> None:
    """Create a missing database file and its folders for the owner alone, whatever the umask is.

    The files of an existing database become private too. SQLite gives its log the mode of the database.
    """
    missing = [folder for folder in database.parents if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(PRIVATE_FOLDER, exist_ok=True)
        folder.chmod(PRIVATE_FOLDER)
    # An existing file is not opened: closing it would drop the locks that SQLite holds on it in this process.
    with suppress(FileExistsError):
        os.close(os.open(database, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE))
    for suffix in DATABASE_FILES:
        make_private(f"{database}{suffix}")


def make_private(path: str | Path) -> None:
    """Let only the owner read and write a file, as far as it exists and this process may."""
    with suppress(FileNotFoundError, PermissionError):
        os.chmod(path, PRIVATE_FILE)


def open_sidecar(database: Path, suffix: str) -> int:
    """Open `<database><suffix>`, created when missing, and return its descriptor.

    A command run by root, such as a nightly backup, must not leave a file that the service cannot open.
    """
    path = f"{database.resolve()}{suffix}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
    with suppress(FileNotFoundError, PermissionError):
        owner, made = database.stat(), os.fstat(descriptor)
        if made.st_uid != owner.st_uid and os.geteuid() == 0:
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor


class SharedNumber:
    """A number in `<database><suffix>` that all processes read and write; it survives `kill -9`.

    It is not mapped memory, where a full disk or a truncated file ends the process (SIGBUS). A number that cannot be
    read counts as 0, and one that cannot be written is dropped: its users must tolerate both.
    """

    def __init__(self, database: Path, suffix: str) -> None:
        self._descriptor = open_sidecar(database, suffix)
        # The first write reserves the space on the disk; later writes overwrite it.
        self.write(self.read())

    def read(self) -> int:
        with suppress(OSError):
            return int.from_bytes(os.pread(self._descriptor, _NUMBER_BYTES, 0), "little")
        return 0

    def write(self, number: int) -> None:
        with suppress(OSError):
            os.pwrite(self._descriptor, number.to_bytes(_NUMBER_BYTES, "little"), 0)

    def close(self) -> None:
        os.close(self._descriptor)
        # The system may reuse the descriptor's number for another file.
        self._descriptor = -1


class DegradedFlag:
    """`<database>.degraded` is 1 from the first failed write of any process until the next write that succeeds.

    A disk that is full may not store that either, so each process also remembers its own failure.
    """

    def __init__(self, database: Path) -> None:
        self._shared = SharedNumber(database, ".degraded")
        self._own = False

    @property
    def is_set(self) -> bool:
        return self._own or self._shared.read() != 0

    def set(self) -> None:
        self._own = True
        self._shared.write(1)

    def clear(self) -> None:
        if self.is_set:
            self._own = False
            self._shared.write(0)

    def close(self) -> None:
        self._shared.close()


class DatabaseInUse(Exception):
    """The database is being replaced, or a process uses it that a replacement would harm."""


class DatabaseLock:
    """`<database>.users`: shared by processes that have the database open, exclusive for a command that replaces it.

    The kernel releases it when a process dies. Raises DatabaseInUse at once instead of waiting, and
    TransientStorageError when the file system does not lock.
    """

    def __init__(self, database: Path, *, exclusive: bool = False) -> None:
        self._descriptor = open_sidecar(database, ".users")
        try:
            fcntl.flock(self._descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            self.close()
            by = "a running service or another command" if exclusive else "a command that replaces it"
            raise DatabaseInUse(f"{database} is in use by {by}.") from None
        except OSError as error:
            self.close()
            raise TransientStorageError(f"{database}.users cannot be locked: {error.strerror}") from error

    def close(self) -> None:
        os.close(self._descriptor)


@contextmanager
def shared(database: Path) -> Iterator[None]:
    """Keep commands from replacing the database during the block.

    Raises TransientStorageError when the database cannot be locked and changed during the block.
    """
    if is_read_only(database):
        with unchanged(database):
            yield
        return
    lock = DatabaseLock(database)
    try:
        yield
    finally:
        lock.close()


@contextmanager
def exclusive(database: Path) -> Iterator[None]:
    """Hold the database exclusively during the block, to replace it."""
    lock = DatabaseLock(database, exclusive=True)
    try:
        yield
    finally:
        lock.close()
