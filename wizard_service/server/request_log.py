"""Reduces gunicorn's log records about requests to short, rate-limited lines without secrets of the client.

gunicorn would log a refused request with its first line or a header, which may contain a ticket or a token.
gunicorn's master imports this module before gevent patches, so it must not import Flask.
"""

import logging
import sys
import time
from collections.abc import Callable

# Per worker and kind of record. Even the tracebacks within these limits are a few KB per second at most.
LINES_PER_MINUTE = {"Invalid request from": 60, "Error handling request": 10, "Socket error processing": 10}


class RequestLogFilter(logging.Filter):
    """Redacts the records of gunicorn's error log that concern one request, and drops those beyond a rate.

    The next logged record states how many were dropped.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._allowances = {kind: _Allowance(lines, clock()) for kind, lines in LINES_PER_MINUTE.items()}

    def filter(self, record: logging.LogRecord) -> bool:
        kind = next((kind for kind in LINES_PER_MINUTE if str(record.msg).startswith(kind)), None)
        if kind is None:
            return True
        error = (record.exc_info or sys.exc_info())[1]
        # A TimeoutError only means that a peer did not read and was disconnected, so its traceback is not logged.
        if record.exc_info and isinstance(error, TimeoutError):
            return False
        dropped = self._allowances[kind].take(self._clock())
        if dropped is None:
            return False
        record.msg = f"{_redacted(kind, record)}: {type(error).__name__}"
        record.msg += f" ({dropped} more were not logged)" if dropped else ""
        record.args = ()
        return True


class _Allowance:
    """A token bucket that refills within one minute."""

    def __init__(self, lines: int, now: float) -> None:
        self._lines = lines
        self._left = float(lines)
        self._updated_at = now
        self._dropped = 0

    def take(self, now: float) -> int | None:
        """Return how many lines were dropped since the last logged one, None when this line is dropped as well."""
        elapsed_s, self._updated_at = now - self._updated_at, now
        self._left = min(self._lines, self._left + elapsed_s * self._lines / 60)
        if self._left < 1:
            self._dropped += 1
            return None
        self._left -= 1
        dropped, self._dropped = self._dropped, 0
        return dropped


def _redacted(kind: str, record: logging.LogRecord) -> str:
    """Return the parts of a record that are safe to log: the client's address, or the path without the query."""
    if kind == "Invalid request from":
        address = str(record.msg).partition("ip=")[2].partition(": ")[0]
        return f"{kind} {address[:45]}"
    if kind == "Error handling request" and isinstance(record.args, tuple) and len(record.args) > 1:
        method, uri = (str(argument) for argument in record.args[:2])
        return f"{kind} {method[:20]} {uri.partition('?')[0][:200]}"
    return kind
