"""A clock that tests move."""

from datetime import UTC, datetime, timedelta

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


class MovableClock:
    def __init__(self) -> None:
        self.now = BEGIN
        self._readings, self._step = 0, timedelta()

    def __call__(self) -> datetime:
        if self._readings == 0:
            self.now += self._step
            self._step = timedelta()
        self._readings -= 1
        return self.now

    def move_after(self, readings: int, **step: float) -> None:
        """Jump once, after the clock was read so many times."""
        self._readings, self._step = readings, timedelta(**step)

    def move(self, **step: float) -> None:
        self.now += timedelta(**step)


class Seconds:
    """A monotonic clock that tests move together with the wall clock."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock, self._begin = clock, clock.now

    def __call__(self) -> float:
        return (self._clock.now - self._begin).total_seconds()
