"""Which of several transports is used: the best that works, and from time to time the best is tried again."""

import time
from collections.abc import Callable

# After this time on a lesser transport the best is tried again, and after twice the time when it still fails: a try
# costs the time of every attempt that fails.
FIRST_CLIMB_S, LONGEST_CLIMB_S = 60.0, 600.0


class Ladder:
    """rungs: how many there are; 0 is the best. rung: the one in use."""

    def __init__(self, rungs: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.rung = 0
        self._rungs = rungs
        self._clock = clock
        self._climb_s = FIRST_CLIMB_S
        self._climb_at = 0.0

    def choose(self) -> int:
        """Return the rung to use now: the present one, or the best when it is time to try it again."""
        if self.rung and self._clock() >= self._climb_at:
            self.rung = 0
        return self.rung

    def hold(self) -> None:
        """Take note that the present rung works."""
        if self.rung == 0:
            self._climb_s = FIRST_CLIMB_S

    def step_down(self) -> None:
        """Go to the next rung, from the last to the best."""
        if self.rung == 0:
            self._climb_at = self._clock() + self._climb_s
            self._climb_s = min(2 * self._climb_s, LONGEST_CLIMB_S)
        self.rung = (self.rung + 1) % self._rungs
        if self.rung == 0:
            # Where nothing works, it was not the best one's fault.
            self._climb_s = FIRST_CLIMB_S
