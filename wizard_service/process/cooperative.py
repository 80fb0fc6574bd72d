"""Long reads in batches: a worker has one thread, and one user's query must not keep it from the others."""

import time
from collections.abc import Callable, Iterator
from threading import Lock
from typing import TypeVar

End = TypeVar("End")

# Reading this many rows takes milliseconds, even when each has to be fetched by an index.
ROWS_PER_BATCH = 1000
_gate = Lock()


def batches(end_of: Callable[[End | None], End | None]) -> Iterator[tuple[End | None, End | None]]:
    """Yield consecutive ranges of rows: the row before a range and its last row, None where there is none.

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
        time.sleep(0)
    # The reads that wait at the gate run before this one.
    time.sleep(0)
