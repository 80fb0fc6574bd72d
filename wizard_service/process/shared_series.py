"""Named numbers in shared memory: each worker writes its own, and any worker reads those of all.

The memory has no file behind it, so a full file system cannot kill a writing process (SIGBUS), and no other process can
remove it. Numbers that do not fit are dropped, because metrics must not make a request fail.
"""

import math
from collections.abc import Iterator
from functools import cache

from .shared_memory import WORKER_SLOTS, is_shared, own_slot, shared_array

# About twice as many as all routes with all their statuses need.
SERIES_PER_SLOT = 4096
_RECORD_BYTES = 256
# The first byte of a record states whether the number stays or becomes NaN when the worker exits.
_STAYS, _ENDS = b"+", b"-"

_numbers = shared_array(WORKER_SLOTS * SERIES_PER_SLOT, "d")
_records = shared_array(WORKER_SLOTS * SERIES_PER_SLOT * _RECORD_BYTES, "B")
# The number of records per slot. It is raised after a record is complete, so a killed worker leaves no partial record.
_counts = shared_array(WORKER_SLOTS, "Q")
_of_master: "list[SharedSeries]" = []


class SharedSeries:
    """One number of this process. ends_with_worker: whether the number disappears when the worker exits.

    A worker continues the numbers of earlier workers of its slot. When the slot is full, the number stays private to
    the process, as in the master, which has no slot.
    """

    def __init__(self, name: bytes, *, ends_with_worker: bool) -> None:
        self._record = (_ENDS if ends_with_worker else _STAYS) + name
        self._cell = memoryview(bytearray(8)).cast("d")
        if is_shared() and not own_slot():
            _of_master.append(self)
        else:
            self.move_to_own_slot()

    def move_to_own_slot(self) -> None:
        """Continue with the number of the worker's slot; one that ends with the worker begins as it is now."""
        begin, index = self._cell[0], _find_or_add(self._record)
        if index is not None:
            self._cell = _numbers[index : index + 1]
        if self._record.startswith(_ENDS):
            self._cell[0] = begin

    def add(self, amount: float) -> None:
        self._cell[0] += amount

    def set(self, number: float) -> None:
        self._cell[0] = number

    def get(self) -> float:
        number: float = self._cell[0]
        return number


def move_to_own_slot() -> None:
    """In a worker, as soon as it has a slot: move the series to it that the master has made."""
    for series in _of_master:
        series.move_to_own_slot()


def numbers_of_all_workers() -> Iterator[tuple[int, bytes, float]]:
    """Yield slot, name and number, including those of workers that have exited."""
    for slot in range(WORKER_SLOTS):
        for index in _indexes(slot):
            number = _numbers[index]
            if not math.isnan(number):
                yield slot, _record(index)[1:], number


def clear_slot(slot: int) -> None:
    """In the master: end the numbers of a worker that has exited."""
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
    """Return the index of each record that earlier workers have left in the slot."""
    return {_record(index): index for index in _indexes(slot)}


def _indexes(slot: int) -> range:
    first = slot * SERIES_PER_SLOT
    return range(first, first + _counts[slot])


def _record(index: int) -> bytes:
    return bytes(_records[index * _RECORD_BYTES : (index + 1) * _RECORD_BYTES]).rstrip(b"\0")
