"""Which row of the shared tables a worker writes: one writer per row, so that rows need no turns.

gunicorn's master gives a row to each worker before it forks it, and takes it back when the worker is gone, however it
ended. A program without a master has row 0 for itself.
"""

from .shared_memory import shared_array

# Of three generations of the most workers there may be: reloads may follow each other closely.
ROWS = 256

_is_taken = shared_array(ROWS, "B")
_own = 0


def assign_row() -> int:
    """In the master: choose the row of a worker about to be forked."""
    row = next(row for row in range(1, ROWS) if not _is_taken[row])
    _is_taken[row] = 1
    return row


def use_row(row: int) -> None:
    """In a worker: write this row from now on."""
    global _own  # noqa: PLW0603 - one row per process is the point
    _own = row


def free_row(row: int) -> None:
    """In the master: the worker is gone and its row is empty."""
    _is_taken[row] = 0


def own_row() -> int:
    return _own


def live_rows() -> list[int]:
    """Return the rows of all workers of this host."""
    return [row for row in range(ROWS) if _is_taken[row]] or [_own]
