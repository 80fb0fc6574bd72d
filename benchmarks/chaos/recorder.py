"""The disk after a power cut: replays the record of the preload library up to any moment.

A change is durable once a sync of its file, begun after the change, has returned. Of later changes any may have reached
the disk, in any order, and each by sectors. A file's name is taken to be durable with the first sync of the file.
"""

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# In step with `struct record` of the library.
_HEADER = struct.Struct("=IIQQQQ")
WRITE, TRUNCATE, SYNC_BEGIN, SYNC_END = 1, 2, 3, 4
SECTOR_BYTES = 512


@dataclass(frozen=True)
class Record:
    """One call. offset: of a write, or the new length of a truncated file. sync: pairs the ends of a sync."""

    kind: int
    path: Path
    offset: int
    data: bytes
    at_ns: int
    sync: int


def read_records(path: Path) -> Iterator[Record]:
    content, position = path.read_bytes(), 0
    while position + _HEADER.size <= len(content):
        kind, path_bytes, offset, data_bytes, at_ns, sync = _HEADER.unpack_from(content, position)
        position += _HEADER.size
        name = content[position : position + path_bytes].decode()
        position += path_bytes
        yield Record(kind, Path(name), offset, content[position : position + data_bytes], at_ns, sync)
        position += data_bytes


@dataclass
class _File:
    """durable: what certainly is on the disk. pending: changes since, the first of them number `begin`."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[Record] = field(default_factory=list)
    begin: int = 0


class Disk:
    """Files by path, as recorded calls leave them."""

    def __init__(self, files: dict[Path, bytes]) -> None:
        self._files = {path: _File(bytearray(content)) for path, content in files.items()}
        # The number of the file's changes when a sync began.
        self._syncs: dict[int, int] = {}

    def apply(self, record: Record) -> None:
        file = self._files.setdefault(record.path, _File())
        if record.kind in (WRITE, TRUNCATE):
            file.pending.append(record)
        elif record.kind == SYNC_BEGIN:
            self._syncs[record.sync] = file.begin + len(file.pending)
        elif record.sync in self._syncs:
            _make_durable(file, self._syncs.pop(record.sync))

    def image(self, rng: random.Random, share: float) -> dict[Path, bytes]:
        """Return the files with a random share of what was not synced yet."""
        images = {}
        for path, file in self._files.items():
            content = bytearray(file.durable)
            for record in file.pending:
                for part in _sectors(record):
                    if rng.random() < share:
                        _change(content, part)
            images[path] = bytes(content)
        return images


def _make_durable(file: _File, count: int) -> None:
    while file.begin < count:
        _change(file.durable, file.pending.pop(0))
        file.begin += 1


def _sectors(record: Record) -> Iterator[Record]:
    if record.kind == TRUNCATE:
        yield record
        return
    begin = 0
    while begin < len(record.data):
        end = min(len(record.data), begin + SECTOR_BYTES - (record.offset + begin) % SECTOR_BYTES)
        yield Record(WRITE, record.path, record.offset + begin, record.data[begin:end], record.at_ns, 0)
        begin = end


def _change(content: bytearray, record: Record) -> None:
    end = record.offset + len(record.data)
    if record.kind == TRUNCATE:
        del content[record.offset :]
    if len(content) < end:
        content.extend(bytes(end - len(content)))
    content[record.offset : end] = record.data
