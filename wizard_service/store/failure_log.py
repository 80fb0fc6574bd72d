"""What fails when the database does, in the log: each kind once, with its traceback, and one line at the end."""

import logging
import time
from collections.abc import Callable

_log = logging.getLogger(__name__)

# Failures less than this apart are one trouble: longer than what passes between two attempts of a probe.
QUIET_S = 30.0
# No trouble has more; what is different each time is not worth a line each time.
MAX_DISTINCT = 20


class ErrorThrottle:
    """Of one process, in which every request may meet the same trouble."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._failed_at: float | None = None
        self._count = 0
        self._told: set[str] = set()

    def record(self, failure: Exception) -> None:
        """Log the first failure of its kind in a trouble, count the others."""
        if self._is_quiet:
            self._count = 0
            self._told.clear()
        kind = repr(failure)
        if kind not in self._told and len(self._told) < MAX_DISTINCT:
            self._told.add(kind)
            _log.error("the database fails, requests that meet it are not logged: %s", failure, exc_info=failure)
        self._count += 1
        self._failed_at = self._monotonic()

    def report_recovery(self) -> None:
        """Log that a trouble is over once nothing has failed for a while."""
        if self._failed_at is not None and self._is_quiet:
            self._failed_at = None
            _log.warning("the database has not failed for %.0f s; it had %d times", QUIET_S, self._count)

    @property
    def _is_quiet(self) -> bool:
        return self._failed_at is None or self._monotonic() - self._failed_at >= QUIET_S
