"""The service's clock and the one format of its timestamps."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A stored moment that is later than now by more than this was read before the clock was set back. Transactions that
# wait for each other may store moments in another order than they were read, and hosts know the clock of their database
# server less exactly than their own.
CLOCK_TOLERANCE = timedelta(seconds=1)


def utc_now() -> datetime:
    """Return the current moment, aware and in UTC."""
    return datetime.now(UTC)


def timestamp(moment: datetime) -> str:
    """Format as RFC 3339 UTC with milliseconds and `Z` (contract section 1)."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def unix_ns(moment: datetime) -> int:
    """Return the nanoseconds from the Unix epoch to a moment; a float would not be exact."""
    return (moment - UNIX_EPOCH) // timedelta(microseconds=1) * 1000
