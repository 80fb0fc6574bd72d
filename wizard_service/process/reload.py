"""Rolling reload: old workers serve until all new ones are ready, so that no request waits for a worker to start.

gunicorn asks the old workers to exit as soon as it has forked the new ones, but each of those creates the application
and opens the database before it can answer. gunicorn numbers workers by age; the youngest has the highest number.
"""

from .shared_memory import WORKER_SLOTS, live_slots, own_slot, shared_array

_ages = shared_array(WORKER_SLOTS, "Q")
_is_ready = shared_array(WORKER_SLOTS, "B")
_oldest_to_stay = shared_array(1, "Q")
_has_served = shared_array(1, "B")


def begin_reload(oldest_to_stay: int) -> None:
    """In the master: record that all workers with a lower age number are about to be replaced."""
    _oldest_to_stay[0] = oldest_to_stay


def register(slot: int, age: int) -> None:
    """In the master: register a worker that is about to be forked."""
    _ages[slot] = age


def mark_ready() -> None:
    """In a worker: record that it answers requests from now on."""
    _is_ready[own_slot()] = _has_served[0] = 1


def is_ready(slot: int) -> bool:
    return bool(_is_ready[slot])


def has_served() -> bool:
    """Return whether any worker of this master has ever been ready."""
    return bool(_has_served[0])


def clear_slot(slot: int) -> None:
    """In the master: clear the slot of a worker that has exited."""
    _ages[slot] = _is_ready[slot] = 0


def must_wait(age: int) -> bool:
    """Return whether a worker of this age must keep serving, because its successors are not all ready."""
    oldest_to_stay = _oldest_to_stay[0]
    successors = [slot for slot in live_slots() if _ages[slot] >= oldest_to_stay]
    return age < oldest_to_stay and not all(_is_ready[slot] for slot in successors)
