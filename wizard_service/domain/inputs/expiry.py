"""Expired inputs: the state shows that the time to answer is over, recorded once by one of the workers (section 11)."""

from ...store import Backend, Transaction
from ...store.repositories import states
from ...store.repositories.executors import open_inputs
from ..executors.expiring import Expired, Expiring
from ..investigations import recorder
from ..investigations.recorder import Change
from ..investigations.state import document_of
from ..vocabulary import EXPIRED
from .documents import is_expired, open_inputs_of, with_status


class ExpiredInputs(Expiring):
    """Finds open inputs that have expired and records it. An answer is refused from the moment of expiry on."""

    name = "inputs"

    def __init__(self, store: Backend, actor: str = "expiry-monitor") -> None:
        super().__init__(store, actor)

    def next_expiry(self) -> str | None:
        """Return when the next open input expires, None when none does."""
        return open_inputs.next_expiry(self._store)

    def _expired(self, now: str, after: tuple[str, str], limit: int) -> list[Expired]:
        return open_inputs.expired(self._store, now, after, limit)

    def _record(self, expired: Expired, tx: Transaction) -> bool:
        """Mark the expired inputs of an investigation, and return whether this has changed it."""
        _, investigation_id = expired
        row = states.find(tx, investigation_id)
        # An answer may have come first, or another worker, and an archived investigation takes no changes.
        if row is None or row["archived_at"] is not None:
            return False
        before = document_of(row)
        closed = {asked["request_id"] for asked in open_inputs_of(before) if is_expired(asked, tx.now)}
        if not closed:
            return False
        recorder.record_changed(tx, self._caller, row, before, Change(with_status(before, EXPIRED, closed)))
        return True
