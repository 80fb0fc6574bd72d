"""During a reload the old workers serve until all new ones do: nobody waits for those to start.

gunicorn tells the old ones to leave as soon as it has forked the new ones, which then take a second of processor time
each before they answer anything. Workers are numbered by age, the youngest highest.
"""

from .shared_memory import WORKER_SLOTS, live_slots, own_slot, shared_array

_ages = shared_array(WORKER_SLOTS, "Q")
_is_serving = shared_array(WORKER_SLOTS, "B")
_oldest_to_stay = shared_array(1, "Q")


def begin_reload(oldest_to_stay: int) -> None:
    """In the master: all workers of a lower age are about to be replaced."""
    _oldest_to_stay[0] = oldest_to_stay


def register(row: int, age: int) -> None:
    """In the master: a worker is about to be forked."""
    _ages[row] = age


def mark_ready() -> None:
    """In a worker: it answers from now on."""
    _is_serving[own_slot()] = 1


def clear_row(row: int) -> None:
    """In the master: the worker of the row is gone."""
    _ages[row] = _is_serving[row] = 0


def must_wait(age: int) -> bool:
    """Return whether a worker of this age is to be replaced by others that do not all serve yet."""
    oldest_to_stay = _oldest_to_stay[0]
    new = [row for row in live_slots() if _ages[row] >= oldest_to_stay]
    return age < oldest_to_stay and not all(_is_serving[row] for row in new)
