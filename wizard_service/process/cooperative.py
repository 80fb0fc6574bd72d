"""Cooperation of greenlets, which share one thread in a worker: long work runs in batches and yields in between."""

import time
from collections.abc import Callable, Iterator
from threading import Lock
from typing import TypeVar

from .threads import loop_iteration

End = TypeVar("End")

# Reading this many rows takes milliseconds, even when each has to be fetched by an index.
ROWS_PER_BATCH = 1000
_gate, _entrance = Lock(), Lock()
# Greenlets that are ready at the same moment, such as the callers of a group commit, all run in one iteration of the
# hub's loop. After this time the others wait for the next one, which looks at timers and sockets first.
MAX_OCCUPIED_S = 0.01
# The shortest timer, which ends in the next iteration at the earliest.
_NEXT_ITERATION_S = 1e-6


def batches(end_of: Callable[[End | None], End | None]) -> Iterator[tuple[End | None, End | None]]:
    """Yield consecutive ranges of rows, each as the row before it and its last row; None where there is no such row.

    end_of: returns the last row of the range that follows a row, None when it is the final range.

    Other greenlets run between two ranges. A caller must therefore finish each range: no cursor and no transaction may
    stay open. Rows that are committed meanwhile are seen in later ranges.
    """
    after: End | None = None
    while True:
        end = end_of(after)
        yield after, end
        if end is None:
            return
        yield_between_batches()
        after = end


def yield_between_batches() -> None:
    """Let other greenlets run."""
    # One long read at a time passes the gate, so that other requests wait for one batch only, however many reads run.
    with _gate:
        yield_to_others()
    # The reads that wait at the gate run before this one.
    yield_to_others()


class _Iteration:
    """The iteration of the hub's loop that was seen last, and when it was first seen."""

    number: int | None = None
    since = 0.0


def yield_to_others() -> None:
    """Run other greenlets first; let the hub look at timers and sockets when that has not happened for too long.

    `sleep(0)` alone puts the greenlet behind those that are ready, which all run before the hub's next iteration. Real
    threads run concurrently anyway.
    """
    if loop_iteration() is None:
        return
    time.sleep(0)
    # One greenlet at a time waits for the next iteration: the others would all be woken in it.
    with _entrance:
        while _is_occupied():
            time.sleep(_NEXT_ITERATION_S)


def _is_occupied() -> bool:
    number, now = loop_iteration(), time.monotonic()
    if number != _Iteration.number:
        _Iteration.number, _Iteration.since = number, now
    return now - _Iteration.since > MAX_OCCUPIED_S
