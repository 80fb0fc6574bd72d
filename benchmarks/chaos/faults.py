"""Builds the preload library `faults.c` and switches its faults on and off while the service runs."""

import errno
import mmap
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntFlag
from pathlib import Path

SOURCE = Path(__file__).with_name("faults.c")
# In step with `struct control` and `struct rule` of the library.
RULES, PATH_BYTES = 8, 256
_HEAD = struct.Struct(f"=qII{PATH_BYTES}s{PATH_BYTES}s")
_RULE = struct.Struct(f"=IiII{PATH_BYTES}s")
_OPERATIONS = struct.Struct("=I")
_CLOCK = struct.Struct("=q")


class Operation(IntFlag):
    OPEN = 1
    READ = 2
    WRITE = 4
    SYNC = 8
    TRUNCATE = 16
    FLOCK = 32
    FCNTL = 64
    MMAP = 128
    ACCEPT = 256


GROWING = Operation.WRITE | Operation.TRUNCATE


def build(folder: Path) -> Path:
    """Compile the library with `cc` and return its path. Raises OSError or CalledProcessError without a compiler."""
    library = folder / "faults.so"
    command = ["cc", "-O2", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    return library


class Faults:
    """The faults of the processes that run with `environment`; none at first."""

    def __init__(self, library: Path, folder: Path) -> None:
        path = folder / "faults.control"
        path.write_bytes(bytes(_HEAD.size + RULES * _RULE.size))
        with path.open("r+b") as file:
            self._control = mmap.mmap(file.fileno(), 0)
        self._folder = folder
        self.environment = {"LD_PRELOAD": str(library), "CHAOS_CONTROL": str(path)}

    @contextmanager
    def failing(
        self, operations: Operation, error: int, prefix: Path | None = None, *, share: float = 1.0
    ) -> Iterator[None]:
        """Make calls fail with an `errno`. prefix: files whose path begins with it; none is every file."""
        with self._rule(operations, error, 0.0, prefix, share):
            yield

    @contextmanager
    def slow(
        self, operations: Operation, delay_s: float, prefix: Path | None = None, *, share: float = 1.0
    ) -> Iterator[None]:
        """Make calls wait before they succeed."""
        with self._rule(operations, 0, delay_s, prefix, share):
            yield

    @contextmanager
    def full(self, prefix: Path) -> Iterator[None]:
        """Leave no room under a path: nothing can be written or extended."""
        with self.failing(GROWING, errno.ENOSPC, prefix):
            yield

    def set_clock(self, offset_s: float) -> None:
        """Move the wall clock of all processes; monotonic clocks stay."""
        self._control[: _CLOCK.size] = _CLOCK.pack(int(offset_s * 1e9))

    def record(self, prefix: Path) -> Path:
        """Begin to record writes and syncs of files under a path; return the file of the record."""
        record = self._folder / "writes.record"
        offset = struct.unpack_from("=q", self._control)[0]
        self._control[: _HEAD.size] = _HEAD.pack(offset, 1, 0, str(prefix).encode(), str(record).encode())
        return record

    @contextmanager
    def _rule(
        self, operations: Operation, error: int, delay_s: float, prefix: Path | None, share: float
    ) -> Iterator[None]:
        begin = next(begin for begin in self._rule_offsets() if not _OPERATIONS.unpack_from(self._control, begin)[0])
        text = b"" if prefix is None else str(prefix).encode()
        rule = _RULE.pack(operations, error, int(delay_s * 1e6), int(share * 1000), text)
        # The operations switch a rule on: they are written last and cleared first.
        self._control[begin + _OPERATIONS.size : begin + _RULE.size] = rule[_OPERATIONS.size :]
        self._control[begin : begin + _OPERATIONS.size] = rule[: _OPERATIONS.size]
        try:
            yield
        finally:
            self._control[begin : begin + _OPERATIONS.size] = _OPERATIONS.pack(0)

    @staticmethod
    def _rule_offsets() -> range:
        return range(_HEAD.size, _HEAD.size + RULES * _RULE.size, _RULE.size)
