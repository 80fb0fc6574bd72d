"""When an investigation was last looked at: noted beside its state, never in the way of the one who looks."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from ...store import Backend, Transaction
from ...timestamps import timestamp

MINUTE_S = 60.0
# Some 100 bytes each; forgetting one costs a write that changes nothing.
REMEMBERED = 10_000
_NOTE = """
UPDATE investigation_states SET last_accessed = ?
WHERE investigation_id = ? AND (last_accessed IS NULL OR last_accessed <= ?)
"""


class LastAccessedRecorder:
    """Notes at most one visit a minute and investigation; no version, event or entity tag changes by it."""

    def __init__(self, store: Backend, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock_s = clock_s
        self._noted_at: dict[str, float] = {}

    def note(self, investigation_id: str) -> None:
        """Note that somebody looks at an investigation right now."""
        now = self._clock_s()
        if now - self._noted_at.get(investigation_id, -MINUTE_S) < MINUTE_S:
            return
        if len(self._noted_at) >= REMEMBERED:
            self._noted_at.clear()
        self._noted_at[investigation_id] = now
        self._store.write_best_effort(lambda tx: _note(tx, investigation_id))


def _note(tx: Transaction, investigation_id: str) -> None:
    # Other processes note visits as well: the row decides.
    a_minute_ago = timestamp(datetime.fromisoformat(tx.now) - timedelta(seconds=MINUTE_S))
    tx.database.execute_sql(_NOTE.replace("?", tx.database.param), (tx.now, investigation_id, a_minute_ago))
