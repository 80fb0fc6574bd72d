"""Small files beside the database: locks and marks, which belong to whom the database belongs to."""

import os
from contextlib import suppress
from pathlib import Path


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
