"""The last states that were read, for reads while the database fails (RFC 5861, stale-if-error; contract section 3).

Reads then return an earlier state that is marked as stale, instead of an error, so that a page can still show it.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable

from flask import Response

from ..domain.identity.principal import Principal
from ..domain.investigations.state import Row
from ..domain.vocabulary import SECTIONS
from ..errors import StorageError
from ..store.failure_log import ErrorThrottle

# The size per process is enough for several hundred ordinary states, or for 60 of the largest.
MAX_BYTES = 32 * 1024 * 1024
# The memory that a row takes in addition to its sections.
_ROW_BYTES = 2048


class StaleCache:
    """The rows that each user has read, as they were at that time; the least recently read one is dropped first.

    The key None in place of an investigation's id holds the list of all active investigations of the user.
    errors: logs the database errors that made a stale response necessary.
    """

    def __init__(self, errors: ErrorThrottle) -> None:
        self.errors = errors
        # Row and size in bytes by user and investigation.
        self._entries: OrderedDict[tuple[str, str | None], tuple[Row, int]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def remember(self, principal: Principal, row: Row) -> None:
        """Keep a whole row that this user was allowed to read."""
        key, size = (principal.user_id, row.get("investigation_id")), _size_bytes(row)
        with self._lock:
            self._drop(key)
            self._entries[key] = row, size
            self._bytes += size
            while self._bytes > MAX_BYTES:
                self._drop(next(iter(self._entries)))

    def get(self, principal: Principal, investigation_id: str | None) -> Row | None:
        """Return the row that this user read last, None when it is not kept."""
        entry = self._entries.get((principal.user_id, investigation_id))
        return entry[0] if entry else None

    def is_current(self, principal: Principal, investigation_id: str, head: Row) -> bool:
        """Return whether the cached row has the version of `head`; if so, it counts as read now."""
        key = principal.user_id, investigation_id
        with self._lock:
            row, _ = self._entries.get(key, ({}, 0))
            if (row.get("incarnation"), row.get("version")) != (head["incarnation"], head["version"]):
                return False
            self._entries.move_to_end(key)
            return True

    def _drop(self, key: tuple[str, str | None]) -> None:
        entry = self._entries.pop(key, None)
        if entry:
            self._bytes -= entry[1]


def serve_stale(
    cache: StaleCache,
    principal: Principal,
    investigation_id: str | None,
    error: StorageError,
    respond: Callable[[Row], Response],
) -> Response:
    """Return the response that `respond` makes of the cached row, marked as stale (RFC 7234 section 5.5.1).

    Raises `error` when the cache has nothing for this user.
    """
    row = cache.get(principal, investigation_id)
    if row is None:
        raise error
    cache.errors.record(error)
    response = respond(row)
    response.headers["Warning"] = '110 - "Response is Stale"'
    response.headers["X-State-Source"] = "memory"
    return response


def _size_bytes(row: Row) -> int:
    rows = 1 + len(row.get("listed", ()))
    return rows * _ROW_BYTES + sum(len(row.get(f"{section}_json") or "") for section in SECTIONS)
