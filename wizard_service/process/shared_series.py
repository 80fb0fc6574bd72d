"""Numbers by name in memory that the workers share: each worker writes its own, and any of them reads those of all.

The memory belongs to no file. A full file system therefore cannot end a process that writes to it (SIGBUS), and no
other process can remove it. Numbers that do not fit are dropped, because no request may fail for them.
"""

import math
from collections.abc import Iterator
from functools import cache

from .shared_memory import WORKER_SLOTS, own_slot, shared_array

# This is about twice as many as all routes with all their statuses need.
SERIES_PER_SLOT = 4096
_RECORD_BYTES = 256
# The first byte of a record determines whether the number stays or becomes NaN when the worker exits.
_STAYS, _ENDS = b"+", b"-"

_numbers = shared_array(WORKER_SLOTS * SERIES_PER_SLOT, "d")
_records = shared_array(WORKER_SLOTS * SERIES_PER_SLOT * _RECORD_BYTES, "B")
# The number of records per slot, set after the record: a worker that is killed in between leaves no half of one.
_counts = shared_array(WORKER_SLOTS, "Q")


class SharedSeries:
    """One number of this process. `ends_with_worker`: it disappears when the worker exits, else its value stays.

    A worker continues the numbers that earlier workers of its slot have left. One that finds no room keeps its number
    to itself.
    """

    def __init__(self, name: bytes, *, ends_with_worker: bool) -> None:
        index = _find_or_add((_ENDS if ends_with_worker else _STAYS) + name)
        self._cell = memoryview(bytearray(8)).cast("d") if index is None else _numbers[index : index + 1]
        if math.isnan(self._cell[0]):
            self._cell[0] = 0.0

    def add(self, amount: float) -> None:
        self._cell[0] += amount

    def set(self, number: float) -> None:
        self._cell[0] = number

    def get(self) -> float:
        number: float = self._cell[0]
        return number


def numbers_of_all_workers() -> Iterator[tuple[int, bytes, float]]:
    """Yield slot, name and number, also of workers that have exited."""
    for slot in range(WORKER_SLOTS):
        for index in _indexes(slot):
            number = _numbers[index]
            if not math.isnan(number):
                yield slot, _record(index)[1:], number


def clear_slot(slot: int) -> None:
    """In the master: the worker of the slot has exited."""
    for index in _indexes(slot):
        if _record(index).startswith(_ENDS):
            _numbers[index] = math.nan


def _find_or_add(record: bytes) -> int | None:
    slot = own_slot()
    own = _index_by_record(slot)
    if record in own or len(record) > _RECORD_BYTES or len(own) == SERIES_PER_SLOT:
        return own.get(record)
    index = own[record] = slot * SERIES_PER_SLOT + len(own)
    _numbers[index] = 0.0
    _records[index * _RECORD_BYTES : (index + 1) * _RECORD_BYTES] = record.ljust(_RECORD_BYTES, b"\0")
    _counts[slot] += 1
    return index


@cache
def _index_by_record(slot: int) -> dict[bytes, int]:
    """Return the records that earlier workers have left in the slot, for this worker to add its own."""
    return {_record(index): index for index in _indexes(slot)}


def _indexes(slot: int) -> range:
    first = slot * SERIES_PER_SLOT
    return range(first, first + _counts[slot])


def _record(index: int) -> bytes:
    return bytes(_records[index * _RECORD_BYTES : (index + 1) * _RECORD_BYTES]).rstrip(b"\0")
