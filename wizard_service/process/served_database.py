"""The database that the workers of this service serve, recorded in memory that outlives each worker.

gunicorn's master maps the memory before it forks. The first worker that opens the database decides which one is served.
A worker that is forked later compares its database with that decision, so that it does not serve a replaced file while
the others serve the original.
"""

import threading

from .shared_memory import StripedLock, own_slot, shared_array

_MAX_BYTES = 63
# The first byte is the length, 0 before the decision.
_content = shared_array(1 + _MAX_BYTES, "B")
_lock = StripedLock()
_moved = threading.Event()


def decided() -> str | None:
    """Return the name on which the first worker decided; None before that, and outside a service."""
    length = _content[0]
    return bytes(_content[1 : 1 + length]).decode() if length else None


def decide(name: str) -> None:
    """Decide on a name of at most 63 ASCII characters, unless a worker has already. Does nothing outside a service."""
    if not own_slot():
        return
    with _lock.hold(0):
        if decided() is None:
            _store(name)


def replace(name: str) -> None:
    """Decide on a name, whatever was decided before. Does nothing outside a service."""
    if own_slot():
        with _lock.hold(0):
            _store(name)


def mark_moved() -> None:
    """Record that the address of the database leads to another one now, which only a new process can open."""
    _moved.set()


def has_moved() -> bool:
    """Return whether this process must be replaced, because its database has moved."""
    return _moved.is_set()


def _store(name: str) -> None:
    content = name.encode("ascii")
    _content[1 : 1 + len(content)] = content
    _content[0] = len(content)
