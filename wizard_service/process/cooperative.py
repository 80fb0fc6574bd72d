"""Cooperation of greenlets, which share one thread in a worker: long work runs in batches and yields in between.

Work belongs to a flow, such as all requests of one user. The flows that have work run in rotation.
"""

import os
import time
from collections.abc import Callable, Iterator
from threading import local
from typing import TypeVar

from .fair_lock import FairLock
from .threads import loop_iteration

End = TypeVar("End")

# Reading this many rows takes milliseconds, even when each has to be fetched by an index.
ROWS_PER_BATCH = 1000
_gate, _entrance = FairLock(), FairLock()
# Greenlets that become ready at the same moment, such as the callers of a group commit, all run in one iteration of the
# hub's loop. After this time the rest wait for the next iteration, which handles timers and sockets first.
MAX_OCCUPIED_S = 0.01
# The shortest timer, which ends in the next iteration at the earliest.
_NEXT_ITERATION_S = 1e-6
# Multiples of it spread evenly over an interval, however many there are.
_GOLDEN_RATIO = 0.618034


class _Current(local):
    """The flow of the current greenlet or thread, and the iteration in which it entered a flow last."""

    flow = ""
    entered_in: int | None = None


_current = _Current()


def current_flow() -> str:
    """Return the flow that the work of the current greenlet or thread belongs to, empty for that of the service."""
    return _current.flow


def enter_flow(flow: str) -> None:
    """Let what the current greenlet or thread does from now on belong to a flow, and yield to the others.

    A greenlet that the hub has resumed since it entered a flow last has let the others run already, such as one that
    has waited for its next request. It yields only when the iteration has taken too long.
    """
    _current.flow = flow
    iteration = loop_iteration()
    if iteration is None:
        return
    if iteration == _current.entered_in or not _is_free(iteration):
        yield_to_others()
        iteration = loop_iteration()
    _current.entered_in = iteration


def meet(interval_s: float) -> None:
    """Let the greenlet wait, so that all that come here within an interval go on at the same moment.

    What they write is then made durable together. With real threads nothing waits, because that would keep a thread
    busy.
    """
    if loop_iteration() is not None:
        time.sleep(time_to_meet(time.monotonic(), interval_s, os.getpid()))


def time_to_meet(now_s: float, interval_s: float, process_id: int) -> float:
    """Return the time in seconds until the greenlets of a process go on; other processes meet at other moments."""
    phase_s = process_id * _GOLDEN_RATIO * interval_s
    return interval_s - (now_s + phase_s) % interval_s


def batches(end_of: Callable[[End | None], End | None]) -> Iterator[tuple[End | None, End | None]]:
    """Yield consecutive ranges of rows, each as the row before the range and its last row.

    The row before the first range and the last row of the final one are None.
    end_of: returns the last row of the range that follows a row, None for the final range.

    Other greenlets run between two ranges, so the caller must keep no cursor and no transaction open. Later ranges
    include rows that were committed in between.
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
    # The gate admits one long read at a time: other requests wait for one batch at most, however many reads run.
    with _gate.held(current_flow()):
        yield_to_others()
    # This lets the reads that wait at the gate run first.
    yield_to_others()


class _Iteration:
    """The latest observed iteration of the hub's loop, and when it was first observed."""

    number: int | None = None
    since = 0.0


def yield_to_others() -> None:
    """Let other greenlets run, and let the hub handle timers and sockets when it has not done so for too long.

    In the latter case the flows that wait go on in rotation, one greenlet in each iteration.

    `sleep(0)` alone only puts the greenlet behind those that are ready, which all run before the hub's next iteration.
    Real threads run concurrently anyway.
    """
    if loop_iteration() is None:
        return
    time.sleep(0)
    if _is_free(loop_iteration()):
        return
    # Only one greenlet at a time waits for the next iteration, because it would wake all of them at once.
    _entrance.acquire(_current.flow)
    try:
        while _is_occupied(loop_iteration()):
            time.sleep(_NEXT_ITERATION_S)
    finally:
        _entrance.release()


def _is_free(iteration: int | None) -> bool:
    """Return whether a greenlet may go on in this iteration: it has time left, and no other greenlet waits for it."""
    return not _is_occupied(iteration) and _entrance.is_free


def _is_occupied(iteration: int | None) -> bool:
    now = time.monotonic()
    if iteration != _Iteration.number:
        _Iteration.number, _Iteration.since = iteration, now
    return now - _Iteration.since > MAX_OCCUPIED_S
