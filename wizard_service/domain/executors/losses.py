"""Lost executors: leases that ran out are ended, and the loss is recorded in the same transaction (section 11)."""

import logging
import random
from functools import partial

from ...config import ExecutorSettings
from ...errors import StorageError, StorageUnavailable
from ...store import Backend, Row, Transaction
from ...store.repositories import states
from ...store.repositories.executors import leases
from ...timestamps import timestamp
from ..identity.caller import Caller
from ..identity.principal import ADMIN, Principal
from ..investigations import recorder
from ..investigations.delta import Delta, NewEvent
from ..investigations.recorder import Change
from ..investigations.state import Document, document_of
from . import presence
from .fencing import lives
from .leases import end_expired

_log = logging.getLogger(__name__)

# How many expired leases are read at once.
BATCH = 100


class LostExecutors:
    """Finds expired leases and records the losses. Every worker of every host may do it: the first one records it.

    actor: the name in the audit entries and events of a loss.
    """

    name = "leases"

    def __init__(self, store: Backend, settings: ExecutorSettings, actor: str = "lease-monitor") -> None:
        self._store = store
        self._sets_error = settings.lost == "error"
        self._caller = Caller(Principal(actor, frozenset({ADMIN}), float("inf")), "SYSTEM", "lease-monitor")

    def record_all(self) -> int:
        """End every lease that has expired, and return how many executors were lost. Raises StorageUnavailable."""
        count = 0
        while expired := leases.expired(self._store, timestamp(self._store.clock()), BATCH):
            # Workers that find the same leases begin with different ones.
            random.shuffle(expired)
            recorded = [self._try_to_record(investigation_id, fence) for investigation_id, fence in expired]
            count += sum(1 for is_lost in recorded if is_lost)
            if not any(is_lost is not None for is_lost in recorded):
                return count
        return count

    def next_expiry(self) -> str | None:
        """Return when the next living lease expires, None while no lease lives."""
        return leases.next_expiry(self._store)

    def _try_to_record(self, investigation_id: str, fence: int) -> bool | None:
        """Return whether an executor was lost, None when the lease could not be ended."""
        change = partial(self._record, investigation_id, fence)
        try:
            return self._store.write(change, locks=[("investigation", investigation_id)])
        except (StorageError, StorageUnavailable):
            raise
        except Exception:  # noqa: BLE001 - a damaged investigation must not keep the losses of others from being found
            _log.exception("The loss of the executor of %s could not be recorded", investigation_id)
            return None

    def _record(self, investigation_id: str, fence: int, tx: Transaction) -> bool:
        lease, row = leases.find_newest(tx, investigation_id), states.find(tx, investigation_id)
        # Another worker may have ended the lease, and the executor may have renewed it.
        if lease is None or lease["fence"] != fence or lease["ended_at"] or lives(lease, tx.now):
            return False
        if row is None:
            # The recovery of a damaged database has kept the lease and lost the state.
            leases.end(tx, lease, "deleted")
            return False
        before = after = document_of(row)
        events = [end_expired(tx, lease, before["status"])]
        is_lost = events[0].event_type == "executor_lost"
        if is_lost and self._sets_error:
            events.append(NewEvent("error_occurred", _error_of(lease)))
        for event in events:
            after = presence.with_event(after, event.event_type, event.data, tx.now)
        events += Delta(before, after).consequences()
        recorder.record_changed(tx, self._caller, row, before, Change(after, events))
        return is_lost


def _error_of(lease: Row) -> Document:
    return {
        "error_message": f"The executor {lease['executor']} was lost: it was last seen at {lease['last_seen_at']}.",
        "error_type": "timeout_error",
        "error_code": "executor_lost",
        "recoverable": False,
        "recovery_action": "Retry, and start an executor again.",
    }
