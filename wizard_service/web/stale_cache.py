"""What was read last, for when the database cannot be read (contract section 3, "Storage trouble").

Reads then answer from here, marked as stale, instead of failing: what a person looks at stays on the screen.
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

# Per process: some hundred ordinary states, or 60 of the largest.
MAX_BYTES = 32 * 1024 * 1024
# What a row costs beside its sections.
_ROW_BYTES = 2048


class StaleCache:
    """The rows each user has read, as they were then; the one read longest ago goes first.

    With None in place of an id: the list of everything that the user owns.
    failures: where it is noted why somebody needed them.
    """

    def __init__(self, errors: ErrorThrottle) -> None:
        self.errors = errors
        self._rows: OrderedDict[tuple[str, str | None], Row] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def remember(self, principal: Principal, row: Row) -> None:
        """Keep a whole row as this user was allowed to see it."""
        key = principal.user_id, row.get("investigation_id")
        with self._lock:
            self._forget(key)
            self._rows[key] = row
            self._bytes += _size_bytes(row)
            while self._bytes > MAX_BYTES:
                self._forget(next(iter(self._rows)))

    def recall(self, principal: Principal, investigation_id: str | None) -> Row | None:
        return self._rows.get((principal.user_id, investigation_id))

    def _forget(self, key: tuple[str, str | None]) -> None:
        row = self._rows.pop(key, None)
        if row is not None:
            self._bytes -= _size_bytes(row)


def serve_stale(
    known: StaleCache,
    principal: Principal,
    investigation_id: str | None,
    failure: StorageError,
    answer: Callable[[Row], Response],
) -> Response:
    """Return the answer made of what was read last, marked as out of date (RFC 7234 section 5.5.1).

    Raises the failure when this user has not read it here.
    """
    row = known.recall(principal, investigation_id)
    if row is None:
        raise failure
    known.errors.record(failure)
    response = answer(row)
    response.headers["Warning"] = '110 - "Response is Stale"'
    response.headers["X-State-Source"] = "memory"
    return response


def _size_bytes(row: Row) -> int:
    rows = 1 + len(row.get("listed", ()))
    return rows * _ROW_BYTES + sum(len(row.get(f"{section}_json") or "") for section in SECTIONS)
