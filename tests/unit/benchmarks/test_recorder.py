"""The recorded disk keeps what was synced before a power cut, and any of the rest."""

import random
from pathlib import Path

from benchmarks.chaos.recorder import SECTOR_BYTES, SYNC_BEGIN, SYNC_END, TRUNCATE, WRITE, Disk, Record

LOG, OTHER = Path("/log"), Path("/other")
RNG = random.Random(1)


def disk(*records: Record) -> Disk:
    replayed = Disk({LOG: b"old"})
    for record in records:
        replayed.apply(record)
    return replayed


def write(data: bytes, offset: int = 0, path: Path = LOG) -> Record:
    return Record(WRITE, path, offset, data, 0, 0)


def begin(sync: int, path: Path = LOG) -> Record:
    return Record(SYNC_BEGIN, path, 0, b"", 0, sync)


def end(sync: int, path: Path = LOG) -> Record:
    return Record(SYNC_END, path, 0, b"", 0, sync)


def test_a_write_without_a_sync_may_be_lost() -> None:
    replayed = disk(write(b"new"))

    assert replayed.image(RNG, 0.0)[LOG] == b"old"
    assert replayed.image(RNG, 1.0)[LOG] == b"new"


def test_a_write_before_a_sync_that_has_returned_is_kept() -> None:
    assert disk(write(b"new"), begin(7), end(7)).image(RNG, 0.0)[LOG] == b"new"


def test_a_sync_that_has_not_returned_keeps_nothing() -> None:
    assert disk(write(b"new"), begin(7)).image(RNG, 0.0)[LOG] == b"old"


def test_a_write_during_a_sync_is_not_kept_by_it() -> None:
    replayed = disk(write(b"new"), begin(7), write(b"N"), end(7))

    assert replayed.image(RNG, 0.0)[LOG] == b"new"
    assert replayed.image(RNG, 1.0)[LOG] == b"New"


def test_a_sync_of_another_file_keeps_nothing() -> None:
    replayed = disk(write(b"new"), write(b"other", path=OTHER), begin(7, OTHER), end(7, OTHER))

    assert replayed.image(RNG, 0.0) == {LOG: b"old", OTHER: b"other"}


def test_a_file_is_truncated_and_filled_with_zeros() -> None:
    cut = Record(TRUNCATE, LOG, 1, b"", 0, 0)

    assert disk(cut, write(b"x", 4), begin(7), end(7)).image(RNG, 0.0)[LOG] == b"o\0\0\0x"


def test_a_write_is_torn_only_between_sectors() -> None:
    image = disk(write(b"n" * 4 * SECTOR_BYTES)).image(random.Random(3), 0.5)[LOG]

    sectors = [image[begin : begin + SECTOR_BYTES] for begin in range(0, len(image), SECTOR_BYTES)]
    assert {bytes(set(sector)) for sector in sectors[1:]} == {b"n", b"\0"}
