"""The last states that were read, for reads while the database fails (RFC 5861, stale-if-error; contract section 3).

A read then returns an earlier state, marked as stale, instead of an error, so that a page can still show the
investigation.
"""

import threading
from collections import OrderedDict, defaultdict

from ..domain.identity.principal import READ, RUN, Principal
from ..domain.investigations.state import Row
from ..domain.vocabulary import SECTIONS
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
        # The users who have read each investigation.
        self._readers: defaultdict[str | None, set[str]] = defaultdict(set)
        self._lock = threading.Lock()

    def remember(self, principal: Principal, row: Row) -> None:
        """Keep a whole row that this user was allowed to read."""
        key, size = (principal.user_id, row.get("investigation_id")), _size_bytes(row)
        with self._lock:
            self._drop(key)
            self._entries[key] = row, size
            self._readers[key[1]].add(key[0])
            self._bytes += size
            while self._bytes > MAX_BYTES:
                self._drop(next(iter(self._entries)))

    def get(self, principal: Principal, investigation_id: str | None) -> Row | None:
        """Return what this user has last read, None when it is not kept.

        None, too, when it was read with the scope of an executor or admin, which the principal does not have now.
        Raises Forbidden without a reading scope.
        """
        if investigation_id is None:
            principal.require(READ, RUN)
        else:
            principal.require_on(investigation_id, READ, RUN)
        row, _ = self._entries.get((principal.user_id, investigation_id), (None, 0))
        if row is None or row["user_id"] == principal.user_id or row["role"] or principal.sees_all:
            return row
        return None

    def forget(self, principal: Principal, investigation_id: str | None) -> None:
        """Drop what this user has read, because the user may not read it any more."""
        with self._lock:
            self._drop((principal.user_id, investigation_id))

    def forget_shared(self, investigation_id: str) -> None:
        """Drop what users other than the owner have read of an investigation whose shares have changed."""
        with self._lock:
            keys = [(user_id, investigation_id) for user_id in self._readers.get(investigation_id, ())]
            for key in keys:
                if self._entries[key][0]["user_id"] != key[0]:
                    self._drop(key)

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
        if entry is None:
            return
        self._bytes -= entry[1]
        self._readers[key[1]].discard(key[0])
        if not self._readers[key[1]]:
            del self._readers[key[1]]


def _size_bytes(row: Row) -> int:
    rows = 1 + len(row.get("listed", ()))
    return rows * _ROW_BYTES + sum(len(row.get(f"{section}_json") or "") for section in SECTIONS)
