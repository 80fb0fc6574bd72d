"""Memory that the workers of a host share, and turns in it.

gunicorn's master imports the modules that map it before it forks, so that it is the same memory in all workers and
outlives each. A program without such a master has it for itself. Nothing here needs gevent or is patched by it.


Which row of the shared tables a worker writes: one writer per row, so that rows need no turns.

gunicorn's master gives a row to each worker before it forks it, and takes it back when the worker is gone, however it
ended. A program without a master has row 0 for itself.
"""

import fcntl
import hashlib
import mmap
import os
import secrets
import struct
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

# Slots that a key may be in.
SLOTS_PER_BUCKET = 8
_key = secrets.token_bytes(16)


def shared_array(length: int, item_format: str) -> Any:
    """Return `length` zeros of a format of `struct` that processes forked later share.

    A memoryview; pages never touched cost nothing.
    """
    return memoryview(mmap.mmap(-1, length * struct.calcsize(item_format))).cast(item_format)  # type: ignore[call-overload]


class StripedLock:
    """Mutual exclusion in numbered parts of shared memory, between processes and between threads of one.

    By record locks, which belong to a process and end with it; `flock` belongs to the open file, which forked processes
    share, and would keep none of them out. What is done under a turn must neither wait nor take another turn: whoever
    waits for one blocks its whole process, for microseconds.
    """

    def __init__(self) -> None:
        # Never closed: closing any descriptor of the file would drop the locks of the whole process.
        self._file = _unnamed_file()
        self._among_threads = threading.Lock()

    @contextmanager
    def of(self, part: int) -> Iterator[None]:
        with self._among_threads:
            fcntl.lockf(self._file, fcntl.LOCK_EX, 1, part)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, part)


def _unnamed_file() -> int:
    if sys.platform == "linux":
        return os.memfd_create("wizard-turns")
    descriptor, path = tempfile.mkstemp()
    os.unlink(path)
    return descriptor


class SharedHashTable:
    """Finds a key's slot in a shared table of `buckets` times WAYS slots.

    Each slot bears the mark of its key. Two keys share one only when a bucket is full of keys in use: with a quarter as
    many keys in use as there are buckets that happens once in a million times, with as many once in fifteen.
    """

    def __init__(self, buckets: int) -> None:
        self._buckets = buckets
        self._fingerprints = shared_array(buckets * SLOTS_PER_BUCKET, "Q")

    def __len__(self) -> int:
        return len(self._fingerprints)

    def bucket_of(self, key: str) -> int:
        """Return the number of the part whose turn must be had for `claim`."""
        return _digest(key)[0] % self._buckets

    def find(self, key: str) -> int | None:
        """Return the key's slot, None when it has none."""
        first, fingerprint = self.bucket_of(key) * SLOTS_PER_BUCKET, _digest(key)[1]
        fingerprints = self._fingerprints[first : first + SLOTS_PER_BUCKET].tolist()
        return first + fingerprints.index(fingerprint) if fingerprint in fingerprints else None

    def claim(self, key: str, eviction_cost: Callable[[int], float]) -> int:
        """Return the key's slot, or give it the emptiest one of its bucket.

        fullness: what would be lost with a slot, 0 when nothing would.
        """
        found = self.find(key)
        if found is None:
            first = self.bucket_of(key) * SLOTS_PER_BUCKET
            found = min(range(first, first + SLOTS_PER_BUCKET), key=eviction_cost)
            self._fingerprints[found] = _digest(key)[1]
        return found

    def used(self) -> list[int]:
        """Return the slots that were ever claimed."""
        return [slot for slot, fingerprint in enumerate(self._fingerprints) if fingerprint]


def keyed_digest(text: str) -> str:
    """Return what is the same for the same text on this host, and says nothing about it."""
    return f"{_digest(text)[1]:016x}"


@lru_cache(maxsize=8192)
def _digest(key: str) -> tuple[int, int]:
    digest = hashlib.blake2b(key.encode(errors="surrogateescape"), digest_size=16, key=_key).digest()
    # An unclaimed slot is marked 0.
    return int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:], "big") or 1


# Of three generations of the most workers there may be: reloads may follow each other closely.
WORKER_SLOTS = 256

_is_taken = shared_array(WORKER_SLOTS, "B")
_own = 0


def assign_slot() -> int:
    """In the master: choose the row of a worker about to be forked."""
    row = next(row for row in range(1, WORKER_SLOTS) if not _is_taken[row])
    _is_taken[row] = 1
    return row


def bind_slot(row: int) -> None:
    """In a worker: write this row from now on."""
    global _own  # noqa: PLW0603 - one row per process is the point
    _own = row


def free_slot(row: int) -> None:
    """In the master: the worker is gone and its row is empty."""
    _is_taken[row] = 0


def own_slot() -> int:
    return _own


def live_slots() -> list[int]:
    """Return the rows of all workers of this host."""
    return [row for row in range(WORKER_SLOTS) if _is_taken[row]] or [_own]
