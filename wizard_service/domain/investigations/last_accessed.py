"""Records when an investigation was last opened, without delaying the reader."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from ...store import Backend, Transaction
from ...store.repositories import states
from ...timestamps import timestamp

INTERVAL_S = 60.0
# An entry takes some 100 bytes; dropping one costs a write that changes nothing.
MAX_REMEMBERED = 10_000


class LastAccessedRecorder:
    """Records at most one access a minute per investigation. This changes no version, event or entity tag."""

    def __init__(self, store: Backend, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock_s = clock_s
        self._recorded_at: dict[str, float] = {}

    def record(self, investigation_id: str) -> None:
        """Record that an investigation is opened right now."""
        now = self._clock_s()
        if now - self._recorded_at.get(investigation_id, -INTERVAL_S) < INTERVAL_S:
            return
        if len(self._recorded_at) >= MAX_REMEMBERED:
            self._recorded_at.clear()
        self._recorded_at[investigation_id] = now
        self._store.write_best_effort(partial(_touch, investigation_id))


def _touch(investigation_id: str, tx: Transaction) -> None:
    # Other processes record accesses too, so the interval is checked against the row.
    a_minute_ago = timestamp(datetime.fromisoformat(tx.now) - timedelta(seconds=INTERVAL_S))
    states.touch(tx, investigation_id, a_minute_ago)
