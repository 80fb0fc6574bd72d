"""Lost executors: leases that ran out are ended, and the loss is recorded in the same transaction (section 11)."""

from functools import partial

from ...config import ExecutorSettings
from ...store import Backend, Row, Transaction
from ...store.repositories import states
from ...store.repositories.executors import leases
from ...timestamps import CLOCK_TOLERANCE, timestamp
from ..investigations import recorder
from ..investigations.delta import Delta, NewEvent
from ..investigations.recorder import Change
from ..investigations.state import Document, document_of
from . import presence
from .expiring import BATCH, Expired, Expiring
from .fencing import lives, renew
from .leases import end_expired


class LostExecutors(Expiring):
    """Finds expired leases and records the losses."""

    name = "leases"

    def __init__(self, store: Backend, settings: ExecutorSettings, actor: str = "lease-monitor") -> None:
        super().__init__(store, actor)
        self._sets_error = settings.lost == "error"

    def next_expiry(self) -> str | None:
        """Return when the next living lease expires, None while no lease lives."""
        return leases.next_expiry(self._store)

    def record_all(self) -> int:
        """Record what has expired, and renew the leases that were renewed before the clock was set back.

        They would last longer than their executors by as much as the clock was ahead.
        """
        count = super().record_all()
        while future := self._seen_in_the_future():
            self._store.write(partial(_renew_all, future))
        return count

    def _seen_in_the_future(self) -> list[Row]:
        # The clock goes on while batches are written, and what one has renewed must not be found by the next.
        return leases.seen_after(self._store, timestamp(self._store.clock() + CLOCK_TOLERANCE), BATCH)

    def _expired(self, now: str, after: tuple[str, str], limit: int) -> list[Expired]:
        return leases.expired(self._store, now, after, limit)

    def _record(self, expired: Expired, tx: Transaction) -> bool:
        """End a lease that has expired, and return whether an executor was lost."""
        _, investigation_id, fence = expired
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


def _renew_all(living: list[Row], tx: Transaction) -> None:
    for lease in living:
        renew(tx, lease)


def _error_of(lease: Row) -> Document:
    return {
        "error_message": f"The executor {lease['executor']} was lost: it was last seen at {lease['last_seen_at']}.",
        "error_type": "timeout_error",
        "error_code": "executor_lost",
        "recoverable": False,
        "recovery_action": "Retry, and start an executor again.",
    }
