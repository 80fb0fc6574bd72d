"""A clock that tests move."""

from datetime import UTC, datetime, timedelta

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


class MovableClock:
    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def move(self, **step: float) -> None:
        self.now += timedelta(**step)


class Seconds:
    """A monotonic clock that tests move together with the wall clock."""

    def __init__(self, clock: MovableClock) -> None:
        self._clock, self._begin = clock, clock.now

    def __call__(self) -> float:
        return (self._clock.now - self._begin).total_seconds()
