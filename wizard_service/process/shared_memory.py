"""Memory shared by the worker processes of a host: arrays, buffers, locks, and the assignment of slots to workers.

gunicorn's master imports every module that maps shared memory before it forks the workers, so all workers share the
memory, and it outlives each of them. In a program without such a master the memory is private to the process. Nothing
here depends on gevent.

Most tables have a slot per worker that only this worker writes, so they need no lock. The master assigns a slot before
it forks a worker and frees it when the worker has exited.
"""

import fcntl
import mmap
import os
import struct
import sys
import tempfile
import threading
import zlib
from typing import Any

# Enough for three generations of the maximum number of workers, because reloads may overlap.
WORKER_SLOTS = 256


def shared_array(length: int, item_format: str) -> Any:
    """Return a memoryview of `length` zeros of a `struct` format, shared with processes that are forked later.

    Pages that are never touched cost nothing.
    """
    return memoryview(mmap.mmap(-1, length * struct.calcsize(item_format))).cast(item_format)  # type: ignore[call-overload]


class SlotBuffers:
    """A buffer of bytes per worker slot: one worker writes it, all workers read it, without a lock."""

    # Length and checksum, which do not match content that is read while it is being written.
    _HEADER = struct.Struct("<II")
    _READ_ATTEMPTS = 5

    def __init__(self, buffer_bytes: int) -> None:
        self._buffer_bytes = buffer_bytes
        self._memory = mmap.mmap(-1, WORKER_SLOTS * buffer_bytes)

    @property
    def capacity_bytes(self) -> int:
        return self._buffer_bytes - self._HEADER.size

    def write(self, slot: int, content: bytes) -> None:
        begin = slot * self._buffer_bytes
        header = self._HEADER.pack(len(content), zlib.crc32(content))
        self._memory[begin : begin + len(header) + len(content)] = header + content

    def read(self, slot: int) -> bytes:
        """Return the content of a slot, b"" when it is empty or changes during every attempt to read it."""
        begin = slot * self._buffer_bytes
        for _ in range(self._READ_ATTEMPTS):
            length, checksum = self._HEADER.unpack_from(self._memory, begin)
            content_begin = begin + self._HEADER.size
            content = self._memory[content_begin : content_begin + min(length, self.capacity_bytes)]
            if zlib.crc32(content) == checksum:
                return content
        return b""


class StripedLock:
    """A lock per stripe of a shared table, between processes and between the threads of a process.

    The stripes are record locks, which belong to a process and end with it. `flock` would not exclude forked processes
    from each other, because it belongs to the open file that they share. Waiting for a stripe blocks the whole process,
    so a block that holds a stripe must not wait and must not take another stripe.
    """

    def __init__(self) -> None:
        # Never closed: closing any descriptor of the file would release the locks of the whole process.
        self._file = unnamed_file()
        self._between_threads = threading.Lock()

    def hold(self, stripe: int) -> "_HeldStripe":
        """Return a context manager that holds a stripe."""
        return _HeldStripe(self._file, self._between_threads, stripe)


class _HeldStripe:
    """Holds a stripe during its block. Each poll takes one, and a generator would cost as much as the lock."""

    __slots__ = ("_between_threads", "_file", "_stripe")

    def __init__(self, file: int, between_threads: threading.Lock, stripe: int) -> None:
        self._file, self._between_threads, self._stripe = file, between_threads, stripe

    def __enter__(self) -> None:
        self._between_threads.acquire()
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX, 1, self._stripe)
        except BaseException:
            self._between_threads.release()
            raise

    def __exit__(self, *_: object) -> None:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, self._stripe)
        finally:
            self._between_threads.release()


class ChangeCounter:
    """A counter shared by the workers of a host, by which a worker detects that its cached copy is outdated."""

    def __init__(self) -> None:
        self._value = shared_array(1, "Q")
        self._lock = StripedLock()

    @property
    def value(self) -> int:
        return int(self._value[0])

    def increment(self) -> None:
        with self._lock.hold(0):
            self._value[0] += 1


class HostNumber:
    """A number shared by the workers of a host; it outlives each of them."""

    def __init__(self) -> None:
        self._value = shared_array(1, "Q")

    def read(self) -> int:
        return int(self._value[0])

    def write(self, number: int) -> None:
        self._value[0] = number


def unnamed_file() -> int:
    """Return the descriptor of a new file without a name, in memory where the system supports it."""
    if sys.platform == "linux":
        return os.memfd_create("wizard")
    descriptor, path = tempfile.mkstemp()
    os.unlink(path)
    return descriptor


_is_assigned = shared_array(WORKER_SLOTS, "B")
_own_slot = 0
_is_shared = False


def share() -> None:
    """In the master: record that the workers that it forks share this memory."""
    global _is_shared  # noqa: PLW0603 - one service per process is the point
    _is_shared = True


def is_shared() -> bool:
    """Return whether this process is gunicorn's master or one of its workers."""
    return _is_shared


def assign_slot() -> int:
    """In the master: choose the slot for a worker that is about to be forked."""
    slot = next(slot for slot in range(1, WORKER_SLOTS) if not _is_assigned[slot])
    _is_assigned[slot] = 1
    return slot


def bind_slot(slot: int) -> None:
    """In a worker: use this slot from now on. A process that is not bound uses slot 0."""
    global _own_slot  # noqa: PLW0603 - one slot per process is the point
    _own_slot = slot


def free_slot(slot: int) -> None:
    """In the master: free the slot of a worker that has exited, after it was cleared in all tables."""
    _is_assigned[slot] = 0


def own_slot() -> int:
    return _own_slot


def assigned_slots() -> list[int]:
    return [slot for slot in range(WORKER_SLOTS) if _is_assigned[slot]]


def live_slots() -> list[int]:
    """Return the slots of all workers of this host."""
    return assigned_slots() or [_own_slot]


# Counts revocations of tokens by the workers of this host. It is mapped here and not in the domain, because gunicorn's
# master must not import Peewee.
revocation_changes = ChangeCounter()
_storage_failure = HostNumber()


def storage_failure() -> HostNumber:
    """Return the number that the workers share, which is 1 while writes fail; outside a service a new one."""
    return _storage_failure if _own_slot else HostNumber()
