"""The record of the file that is served, in `<database>.served`."""

import fcntl
import os
import struct
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from ..sidecar import is_at, open_sidecar
from .files import Files, Stamp
from .open_lock import DatabaseInUse

_POLL_INTERVAL_S = 0.02
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


# The record is a checksum, then: file id, epoch, boot id, commits, sequence, is_changing, three stamps.
_CHECKSUM = struct.Struct("<I")
_BODY = struct.Struct("<32s8s36sQQ?5Q5Q5Q")


class Served(NamedTuple):
    """The content of the record.

    commits: of `database_identity`, when the record was written. sequence: grows with each write of the record.
    is_changing: a process has begun to change the files and has not recorded the result; it may have been killed. boot:
    the id of the host's boot. The record is not synchronized to the disk, so after a power cut it may be older than the
    files.
    """

    file_id: str
    epoch: str
    commits: int
    files: Files
    sequence: int = 0
    is_changing: bool = False
    boot: str = ""


class ServedRecord:
    """The sidecar file, read by every process without a lock.

    Only two processes may write it: the holder of the lock file, and a process that opens the database while no other
    process has it open.
    """

    def __init__(self, database: Path) -> None:
        self._database = database
        self._path = f"{database.resolve()}.served"
        self._descriptor = open_sidecar(database, ".served")

    def read(self) -> Served | None:
        """Return the record, None when there is none or it is damaged."""
        with suppress(OSError):
            return _unpack(os.pread(self._descriptor, _CHECKSUM.size + _BODY.size, 0))
        return None

    def write(self, served: Served) -> None:
        """Overwrite the record. Raises OSError."""
        os.pwrite(self._descriptor, _pack(served), 0)

    def synchronize(self) -> None:
        """Make the record durable, as a power cut must not leave an empty one."""
        os.fsync(self._descriptor)

    @contextmanager
    def held_by_opening(self, timeout_s: float) -> Iterator[None]:
        """Keep other processes from opening the database during the block. Raises DatabaseInUse after a timeout."""
        deadline = time.monotonic() + timeout_s
        while not self._try_lock():
            if time.monotonic() > deadline:
                raise DatabaseInUse(f"{self._database} is being opened by another process.")
            time.sleep(_POLL_INTERVAL_S)
        try:
            yield
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def _try_lock(self) -> bool:
        if not self.is_own():
            self.reopen()
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return is_at(self._path, self._descriptor)

    def is_own(self) -> bool:
        """Return whether the open file still has its name."""
        return is_at(self._path, self._descriptor)

    def reopen(self) -> None:
        """Continue with the file that has the record's name, created when it is missing. Raises OSError."""
        replaced, self._descriptor = self._descriptor, open_sidecar(self._database, ".served")
        os.close(replaced)

    def close(self) -> None:
        os.close(self._descriptor)
        self._descriptor = -1


def read_record(database: Path) -> Served | None:
    """Return the record of a database without creating one; None when there is none or it is damaged."""
    try:
        return _unpack(Path(f"{database.resolve()}.served").read_bytes())
    except OSError:
        return None


def _pack(served: Served) -> bytes:
    texts = [text.encode("ascii") for text in (served.file_id, served.epoch, served.boot)]
    files = served.files
    body = _BODY.pack(*texts, served.commits, served.sequence, served.is_changing, *files.main, *files.log, *files.shm)
    return _CHECKSUM.pack(zlib.crc32(body)) + body


def _unpack(content: bytes) -> Served | None:
    body = content[_CHECKSUM.size :]
    if len(body) != _BODY.size or _CHECKSUM.unpack_from(content) != (zlib.crc32(body),):
        return None
    file_id, epoch, boot, commits, sequence, is_changing, *stamps = _BODY.unpack(body)
    files = Files(Stamp(*stamps[:5]), Stamp(*stamps[5:10]), Stamp(*stamps[10:]))
    texts = [text.rstrip(b"\0").decode("ascii") for text in (file_id, epoch, boot)]
    return Served(texts[0], texts[1], commits, files, sequence, is_changing, texts[2])


def boot_id() -> str:
    """Return the id of the current boot of the host, "" where the system has none."""
    with suppress(OSError):
        return _BOOT_ID.read_text().strip()
    return ""
