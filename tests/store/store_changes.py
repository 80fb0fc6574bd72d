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
    return [row["key"] for row in store.read(Meta.select(Meta.key).where(Meta.key != "epoch").order_by(Meta.key))]
