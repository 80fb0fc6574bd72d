"""Sidecar files of the database, and the numbers that processes share in them."""

import os
from contextlib import suppress
from pathlib import Path

from ..degraded import DegradedFlag

# All files of one database: SQLite's own first, then the sidecar files.
SQLITE_FILES = ("", "-wal", "-shm")
DATABASE_FILES = (*SQLITE_FILES, ".lock", ".tail", ".degraded", ".users", ".served", ".service")
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
    """Let only the owner read and write a file, if it exists and this process may change its mode."""
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


def is_at(path: str, descriptor: int) -> bool:
    """Return whether an open file still has its name: it was neither deleted nor replaced. Raises OSError."""
    own = os.fstat(descriptor)
    try:
        named = os.stat(path)
    except FileNotFoundError:
        return False
    return (named.st_dev, named.st_ino) == (own.st_dev, own.st_ino)


class SharedNumber:
    """A number in `<database><suffix>` that all processes read and write; it survives `kill -9`.

    The file is not mapped into memory, because a full disk or a truncated file would then kill the process (SIGBUS). A
    number that cannot be read counts as 0, and a failed write is ignored; callers must tolerate both.
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
        # The system may reuse the number of the descriptor for another file.
        self._descriptor = -1


def read_number(database: Path, suffix: str) -> int:
    """Return the number in a sidecar file, 0 when there is none, without creating it."""
    try:
        content = Path(f"{database.resolve()}{suffix}").read_bytes()
    except OSError:
        return 0
    return int.from_bytes(content[:_NUMBER_BYTES], "little")


class DegradedFile(DegradedFlag):
    """The degraded flag in `<database>.degraded`."""

    def __init__(self, database: Path) -> None:
        self._file = SharedNumber(database, ".degraded")
        super().__init__(self._file)

    def close(self) -> None:
        self._file.close()
