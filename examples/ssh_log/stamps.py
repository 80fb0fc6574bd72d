"""Timestamps of log lines, in both formats of syslog daemons."""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# The clock of the log may be ahead of the clock of the file system, and a copied log may come from another time zone.
TOLERANCE = timedelta(days=1)

# 29 February returns after at most eight years (1896, 1904).
YEARS_BACK = 8


# Many lines share a second, and parsing dates takes most of the time.
@lru_cache(maxsize=64)
def read_stamp(text: str, *, written_at: datetime, zone: tzinfo | None) -> datetime | None:
    """Return a stamp in UTC, None when it is not a date.

    text: "Dec 10 06:55:46" (RFC 3164, no year) or "2026-01-15T10:06:00.120+01:00" (RFC 3339).
    written_at: when the log was last written, see `_newest_possible`.
    zone: the time zone of stamps without one; None for the zone of this machine, with daylight saving.
    """
    if text[0].isdigit():
        return _from_rfc3339(text, zone)
    month, day, clock = text.split()
    if month not in MONTHS:
        return None
    return _newest_possible(MONTHS.index(month) + 1, int(day), clock, written_at, zone)


def rfc3339(moment: datetime) -> str:
    """Return an aware time in the format of the service: UTC, milliseconds, Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _from_rfc3339(text: str, zone: tzinfo | None) -> datetime | None:
    try:
        stamp = datetime.fromisoformat(text)
    except ValueError:
        return None
    return stamp.astimezone(UTC) if stamp.tzinfo else _as_utc(stamp, zone)


def _newest_possible(month: int, day: int, clock: str, written_at: datetime, zone: tzinfo | None) -> datetime | None:
    """Return the newest date of this month and day that is not after the log was written.

    RFC 3164 stamps have no year. A file cannot hold lines from after its last modification, so that time decides: in
    a log last written in January, a line of December is last year's.
    """
    # The search begins with the next year, which may have begun already in the time zone of the log.
    for year in range(written_at.year + 1, written_at.year - YEARS_BACK, -1):
        local = _date(year, month, day, clock)
        stamp = _as_utc(local, zone) if local else None
        if stamp is not None and stamp <= written_at + TOLERANCE:
            return stamp
    return None


def _date(year: int, month: int, day: int, clock: str) -> datetime | None:
    try:
        return datetime.fromisoformat(f"{year:04}-{month:02}-{day:02}T{clock}")
    except ValueError:
        return None


def _as_utc(local: datetime, zone: tzinfo | None) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)
