"""Revoked tokens: a single token at logout, a token by its `jti`, or all tokens of a user.

The database holds the list, and each worker keeps a copy in memory. A revocation by a worker takes effect at once in
all workers of its host; a revocation by a command or by another host takes effect within REFRESH_S, and once a worker
refuses the token, all workers of its host do.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from ...errors import StorageError, Unauthorized
from ...process.shared_memory import revocation_changes
from ...store import Backend, Change, Transaction
from ...store.repositories import credentials
from ...timestamps import timestamp, utc_now
from ..retention.clock_guard import UNDETECTED_JUMP
from .principal import Principal

REFRESH_S = 1.0
# The longest lifetime of a token that can be revoked by `jti` or user; such revocations are kept this long.
KEPT_DAYS = 400
# Transactions on other hosts may commit out of the order of their sequence numbers, so each read overlaps the last.
_OVERLAP = 1000


class Revocations:
    """One process's copy of the revocations in the database.

    on_change: called after new revocations were read, so that open streams are checked.
    """

    def __init__(self, store: Backend) -> None:
        self._store = store
        self.on_change: Callable[[], None] = lambda: None
        # Unix times of revocation and expiry, by subject.
        self._entries: dict[str, tuple[float, float]] = {}
        self._newest = 0
        self._changes_seen = -1
        self._refresh_at = 0.0
        self._refreshing = threading.Lock()

    def require_valid(self, principal: Principal) -> None:
        """Raise Unauthorized when the principal's token is revoked."""
        if self.is_revoked(principal):
            raise Unauthorized("The token has been revoked.")

    def is_revoked(self, principal: Principal) -> bool:
        """Return whether the principal's token is revoked."""
        self.refresh()
        token = principal.token
        if not self._entries or token is None:
            return False
        if f"token:{token.sha256}" in self._entries:
            return True
        if token.jti is not None and f"jti:{token.jti}" in self._entries:
            return True
        revoked_at, _ = self._entries.get(f"user:{principal.user_id}", (0.0, 0.0))
        return token.issued_at <= revoked_at

    def revoke_token(self, principal: Principal) -> None:
        """Revoke the token that the principal authenticated with."""
        if principal.token is None:
            return
        expires_at = timestamp(datetime.fromtimestamp(principal.expires_at, UTC))
        subject = f"token:{principal.token.sha256}"
        _add(self._store, lambda tx: credentials.insert_revocation(tx, subject, tx.now, expires_at))

    def refresh(self) -> None:
        """Read new revocations when a refresh is due. When the database cannot be read, keep the known ones."""
        if self._is_current():
            return
        with self._refreshing, suppress(StorageError):
            if self._is_current():
                return
            changes = revocation_changes.value
            self._refresh_at = time.monotonic() + REFRESH_S
            if self._read():
                # Each worker finds a revocation once, so the announcements end.
                revocation_changes.increment()
            self._changes_seen = changes

    def _is_current(self) -> bool:
        return self._changes_seen == revocation_changes.value and time.monotonic() < self._refresh_at

    def _read(self) -> bool:
        """Read the revocations and return whether there are new ones."""
        # A clock that is ahead, and is set back later, must not make a revoked token valid again.
        now = self._store.clock() - UNDETECTED_JUMP
        rows = credentials.revocations_after(self._store, self._newest - _OVERLAP, timestamp(now))
        fresh = {row["subject"]: (_unix_time(row["revoked_at"]), _unix_time(row["expires_at"])) for row in rows}
        if not fresh.items() - self._entries.items():
            return False
        kept = {subject: times for subject, times in self._entries.items() if times[1] > now.timestamp()}
        self._entries = kept | fresh
        self._newest = max(self._newest, *(row["revocation_seq"] for row in rows))
        self.on_change()
        return True


def revoke(store: Backend, *, user_id: str | None, jti: str | None, days: int = KEPT_DAYS) -> None:
    """Revoke all tokens of a user issued so far and the user's unused tickets, or the token with a `jti`, or both."""
    expires_at = timestamp(store.clock() + timedelta(days=days))

    def insert(tx: Transaction) -> None:
        if user_id is not None:
            credentials.delete_tickets_of(tx, user_id)
            # Tokens may have been issued by the clock of this host while that of the database was behind.
            revoked_at = max(tx.now, timestamp(utc_now()))
            credentials.insert_revocation(tx, f"user:{user_id}", revoked_at, expires_at)
        if jti is not None:
            credentials.insert_revocation(tx, f"jti:{jti}", tx.now, expires_at)

    _add(store, insert)


def _add(store: Backend, insert: Change[None]) -> None:
    store.write(insert, locks=[credentials.REVOCATIONS])
    revocation_changes.increment()


def _unix_time(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
