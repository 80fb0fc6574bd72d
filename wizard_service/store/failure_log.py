"""Log database errors: each kind once, with its traceback, and one line when the database has recovered."""

import logging
import time
from collections.abc import Callable

_log = logging.getLogger(__name__)

# Errors less than this apart belong to one outage. The time is longer than that between two write attempts of a probe.
QUIET_S = 30.0
# Further kinds of one outage are only counted: a message that differs each time must not fill the log.
MAX_DISTINCT = 20


class ErrorThrottle:
    """Throttles the log of one process, in which every request may fail because of the same outage."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._failed_at: float | None = None
        self._count = 0
        self._logged: set[str] = set()

    def record(self, error: Exception) -> None:
        """Log the first error of its kind in an outage and count the others."""
        if self._is_quiet:
            self._count = 0
            self._logged.clear()
        kind = repr(error)
        if kind not in self._logged and len(self._logged) < MAX_DISTINCT:
            self._logged.add(kind)
            _log.error("Database error (further occurrences are counted, not logged): %s", error, exc_info=error)
        self._count += 1
        self._failed_at = self._monotonic()

    def report_recovery(self) -> None:
        """Log once that the outage is over, after a time without errors."""
        if self._failed_at is not None and self._is_quiet:
            self._failed_at = None
            _log.warning("Database recovered after %d errors.", self._count)

    @property
    def _is_quiet(self) -> bool:
        return self._failed_at is None or self._monotonic() - self._failed_at >= QUIET_S
