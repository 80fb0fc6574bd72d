"""Small files beside the database: locks and marks, which belong to whom the database belongs to."""

import os
from contextlib import suppress
from pathlib import Path

_NUMBER_BYTES = 8


def open_beside(database: Path, suffix: str) -> int:
    """Open `<database><suffix>`, created if need be, and return its descriptor.

    A command run by root, a nightly backup for one, must not leave a file that the service cannot open.
    """
    path = f"{database.resolve()}{suffix}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with suppress(FileNotFoundError, PermissionError):
        owner, made = database.stat(), os.fstat(descriptor)
        if made.st_uid != owner.st_uid and os.geteuid() == 0:
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor


class SharedNumber:
    """A number in `<database><suffix>` that all processes read and write; it survives `kill -9`.

    Not in mapped memory, where a full disk or a cut file ends the process (SIGBUS). What cannot be read counts as 0,
    and what cannot be written is not: whoever keeps a number here can bear both.
    """

    def __init__(self, database: Path, suffix: str) -> None:
        self._descriptor = open_beside(database, suffix)
        # Takes its place on the disk while there is room: from now on it is written over.
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
        # Another file may get the number of this one.
        self._descriptor = -1
