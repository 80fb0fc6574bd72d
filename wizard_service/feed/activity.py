"""How much each investigation tells, from what passes by in this process; nothing is asked for it."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable

# The investigations that told something last; the others count as quiet.
KEPT = 10_000
_DECAY_S = 60.0


class RecentActivity:
    """A count of events per investigation that fades with time, over about a minute."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counts: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def note(self, investigation_id: str) -> None:
        """Count an event that was told."""
        self._counts[investigation_id] = (self.events_per_min(investigation_id) + 1, self._clock())
        self._counts.move_to_end(investigation_id)
        if len(self._counts) > KEPT:
            self._counts.popitem(last=False)

    def events_per_min(self, investigation_id: str) -> float:
        count, at = self._counts.get(investigation_id, (0.0, 0.0))
        return count * math.exp((at - self._clock()) / _DECAY_S) if count else 0.0
