"""Expired inputs: the state shows that the time to answer is over, recorded once by one of the workers (section 11)."""

import logging
import random
from functools import partial

from ...errors import StorageError, StorageUnavailable
from ...store import Backend, Transaction
from ...store.repositories import states
from ...store.repositories.executors import open_inputs
from ...timestamps import timestamp
from ..identity.caller import Caller
from ..identity.principal import ADMIN, Principal
from ..investigations import recorder
from ..investigations.recorder import Change
from ..investigations.state import document_of
from ..vocabulary import EXPIRED
from .documents import is_expired, open_inputs_of, with_status

_log = logging.getLogger(__name__)

# How many investigations are read at once.
BATCH = 100


class ExpiredInputs:
    """Finds open inputs that have expired and records it. An answer is refused from the moment of expiry on.

    actor: the name in the audit entries and events.
    """

    name = "inputs"

    def __init__(self, store: Backend, actor: str = "expiry-monitor") -> None:
        self._store = store
        self._caller = Caller(Principal(actor, frozenset({ADMIN}), float("inf")), "SYSTEM", "expiry-monitor")

    def record_all(self) -> int:
        """Mark every input that has expired, and return how many investigations this has changed."""
        expired = open_inputs.expired(self._store, timestamp(self._store.clock()), BATCH)
        # Workers that find the same inputs begin with different ones.
        random.shuffle(expired)
        return sum(map(self._try_to_record, expired))

    def next_expiry(self) -> str | None:
        """Return when the next open input expires, None when none does."""
        return open_inputs.next_expiry(self._store)

    def _try_to_record(self, investigation_id: str) -> bool:
        change = partial(self._record, investigation_id)
        try:
            return self._store.write(change, locks=[("investigation", investigation_id)])
        except (StorageError, StorageUnavailable):
            raise
        except Exception:  # noqa: BLE001 - a damaged investigation must not keep the inputs of others open
            _log.exception("The expired inputs of %s could not be recorded", investigation_id)
            return False

    def _record(self, investigation_id: str, tx: Transaction) -> bool:
        row = states.find(tx, investigation_id)
        # An answer may have come first, or another worker, and an archived investigation takes no changes.
        if row is None or row["archived_at"] is not None:
            return False
        before = document_of(row)
        expired = {asked["request_id"] for asked in open_inputs_of(before) if is_expired(asked, tx.now)}
        if not expired:
            return False
        recorder.record_changed(tx, self._caller, row, before, Change(with_status(before, EXPIRED, expired)))
        return True
