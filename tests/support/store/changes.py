"""A change that says how often it was run, and what of such changes was stored."""

from wizard_service.store import Backend, Transaction
from wizard_service.store.models import Meta


class Change:
    """Stores a key and counts how often it was run."""

    def __init__(self, key: str, value: str = "v") -> None:
        self.row = {"key": key, "value": value}
        self.runs = 0

    def __call__(self, tx: Transaction) -> None:
        self.runs += 1
        tx.insert(Meta, [self.row])


def keys(store: Backend) -> list[str]:
    """Return the keys that changes have stored."""
    return [row["key"] for row in store.select("SELECT key FROM meta WHERE key <> 'epoch' ORDER BY key")]


def newest_commit(store: Backend) -> int:
    """Return the number of the newest commit in the event log, 0 when it is empty."""
    return int(store.position_number(store.tail_end()))
