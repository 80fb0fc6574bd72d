"""Long reads in short turns: a worker has one thread, and no query of one user may keep it from the others."""

import time
from collections.abc import Callable, Iterator
from threading import Lock
from typing import TypeVar

End = TypeVar("End")

# What is read in one turn: milliseconds, even when each row has to be looked up behind its index.
ROWS_PER_BATCH = 1000
_gate = Lock()


def batches(end_of: Callable[[End | None], End | None]) -> Iterator[tuple[End | None, End | None]]:
    """Yield one range of rows after another: the row before it and the one at its end, None for the ends of all.

    `end_of` names the end of the range after a row. Between two ranges everybody else has a turn, so whoever iterates
    finishes what it began: no cursor and no transaction stays open. What others commit meanwhile is seen afterwards.
    """
    after: End | None = None
    while True:
        end = end_of(after)
        yield after, end
        if end is None:
            return
        _yield_between_batches()
        after = end


def _yield_between_batches() -> None:
    # However many read in turns, one of them at a time comes through here, so everybody else waits for one turn only.
    with _gate:
        time.sleep(0)
    # Whoever waits at the gate goes first.
    time.sleep(0)
