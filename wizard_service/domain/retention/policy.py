"""Retention: what is dropped when it is old enough, in small transactions that never hold up writers for long."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from ...config import RetentionSettings
from ...store import Backend, Transaction
from ...store.audit_models import RefusedAttempt
from ...store.models import AuditEntry, IdempotencyKey, State, Ticket
from ...timestamps import timestamp
from ..identity.caller import Caller
from ..identity.principal import ADMIN, Principal
from . import batches
from .clock_guard import check_clock, clock_jump

IDEMPOTENCY_MAX_AGE = timedelta(hours=24)
# More than this share of the trail at once is a mistake, or a decision that somebody has to make.
AUDIT_SHARE = 0.2
FEEDS = 500
_LONG_FEEDS = "SELECT owner, head FROM feeds WHERE head - pruned > ? AND owner > ? ORDER BY owner LIMIT ?"
_EXPIRED_EVENTS = "SELECT count(*) FROM events WHERE owner = ? AND feed_offset <= ? AND committed_at < ?"

Step = tuple[str, int]


class PurgeRefused(Exception):
    """Retention drops nothing, or no more of it, until somebody says that it is meant."""


@dataclass(frozen=True)
class Cutoffs:
    """Until when each kind of row is too old; archived: None keeps archived investigations for ever."""

    now: str
    events: str
    idempotency_keys: str
    audit: str
    archived: str | None


class Retention:
    """actor: who purges, for the trail and for those who listen."""

    KINDS = (
        "tickets",
        "idempotency_keys",
        "template_versions",
        "events",
        "investigations",
        "refused_attempts",
        "audit_entries",
    )

    def __init__(
        self, store: Backend, settings: RetentionSettings, history_max_age_days: int, actor: str = "retention"
    ) -> None:
        self._store = store
        self._settings = settings
        self._clock_jump_limit = timedelta(hours=settings.clock_jump_limit_h)
        self._audit_max_age = timedelta(days=history_max_age_days)
        self._caller = Caller(Principal(actor, frozenset({ADMIN}), float("inf")), "SYSTEM", "purge")

    def expired(self) -> dict[str, int]:
        """Count what a purge would drop now, by kind."""
        limits = self._limits()
        archived = State.select().where(State.archived_at < limits.archived) if limits.archived else None
        return {
            "tickets": self._count(Ticket.select().where(Ticket.expires_at < limits.now)),
            "idempotency_keys": self._count(
                IdempotencyKey.select().where(IdempotencyKey.created_at < limits.idempotency_keys)
            ),
            "template_versions": len(batches.unreferenced_template_versions(self._store.reader, limits.audit)),
            "events": sum(self._expired_events(owner, head, limits) for owner, head in self._long_feeds()),
            "investigations": self._count(archived) if archived is not None else 0,
            "refused_attempts": self._count(RefusedAttempt.select().where(RefusedAttempt.timestamp < limits.audit)),
            "audit_entries": self._expired_entries(limits),
        }

    def refusal(self) -> str | None:
        """Return why a purge by hand would be refused now, all or the last of it; None when it would not."""
        now = self._store.clock()
        doubt = clock_jump(self._store.reader, now, self._clock_jump_limit, trusts_commits=True)
        return _distrust(doubt) if doubt else self._excess(self._limits())

    def purge(self, *, force: bool = False, scheduled: bool = False) -> Iterator[Step]:
        """Purge step by step: yield (kind, rows dropped) after each small transaction; pause there, or stop.

        scheduled: this is called all the time, so that a step of the clock between two calls is suspicious.
        Raises PurgeRefused: before anything is dropped when the clock is not to be believed, at the end when too much
        of the trail would go, unless `force`.
        """
        limit = self._clock_jump_limit
        doubt = self._store.write(lambda tx: check_clock(tx, limit, trusts_commits=not scheduled, force=force))
        if doubt:
            raise PurgeRefused(_distrust(doubt))
        limits = self._limits()
        yield from self._repeat("tickets", batches.purge_tickets)
        yield from self._repeat(
            "idempotency_keys", lambda tx: batches.purge_idempotency_keys(tx, limits.idempotency_keys)
        )
        # Before what they are referred to by: what is counted beforehand is what goes.
        yield from self._repeat("template_versions", lambda tx: batches.purge_template_versions(tx, limits.audit))
        yield from self._purge_archived(limits)
        yield from self._purge_events(limits)
        yield from self._repeat("refused_attempts", lambda tx: batches.purge_refused(tx, limits.audit))
        yield from self._purge_audit(limits, force=force)

    def _purge_archived(self, limits: Cutoffs) -> Iterator[Step]:
        before = limits.archived
        if before is not None:
            yield from self._repeat("investigations", lambda tx: batches.purge_archived(tx, self._caller, before))

    def _purge_events(self, limits: Cutoffs) -> Iterator[Step]:
        keep = self._settings.events_kept_per_feed
        for owner, _ in self._long_feeds():
            change = _feed_purge(owner, limits.events, keep)
            yield from self._repeat("events", change)

    def _purge_audit(self, limits: Cutoffs, *, force: bool) -> Iterator[Step]:
        excess = self._excess(limits)
        if excess and not force:
            raise PurgeRefused(excess)
        yield from self._repeat(
            "audit_entries", lambda tx: batches.purge_audit(tx, self._caller, limits.audit, forced=excess is not None)
        )

    def _excess(self, limits: Cutoffs) -> str | None:
        """Return that more of the trail would go than may without asking, None when not."""
        expired, total = self._expired_entries(limits), self._count(AuditEntry.select())
        if expired <= AUDIT_SHARE * total:
            return None
        return (
            f"{expired} of {total} audit entries are older than {limits.audit}, more than a fifth: "
            "if that is meant, purge with --force."
        )

    def _repeat(self, kind: str, change: Callable[[Transaction], int]) -> Iterator[Step]:
        while dropped := self._store.write(change):
            yield kind, dropped

    def _long_feeds(self) -> Iterator[tuple[str, int]]:
        statement, owner = _LONG_FEEDS.replace("?", self._store.reader.param), ""
        while True:
            values = (self._settings.events_kept_per_feed, owner, FEEDS)
            found = self._store.reader.execute_sql(statement, values).fetchall()
            yield from found
            if len(found) < FEEDS:
                return
            owner = found[-1][0]

    def _expired_events(self, owner: str, head: int, limits: Cutoffs) -> int:
        statement = _EXPIRED_EVENTS.replace("?", self._store.reader.param)
        values = (owner, head - self._settings.events_kept_per_feed, limits.events)
        return int(self._store.reader.execute_sql(statement, values).fetchone()[0])

    def _expired_entries(self, limits: Cutoffs) -> int:
        return self._count(AuditEntry.select().where(AuditEntry.timestamp < limits.audit))

    def _count(self, query: Any) -> int:
        return int(query.count(self._store.reader))

    def _limits(self) -> Cutoffs:
        now = self._store.clock()
        archived_days = self._settings.archived_max_age_days
        return Cutoffs(
            now=timestamp(now),
            events=_before(now, timedelta(hours=self._settings.events_max_age_h)),
            idempotency_keys=_before(now, IDEMPOTENCY_MAX_AGE),
            audit=_before(now, self._audit_max_age),
            archived=_before(now, timedelta(days=archived_days)) if archived_days else None,
        )


def _distrust(doubt: str) -> str:
    return f"{doubt}: if it is right now, purge with --force."


def _before(now: datetime, age: timedelta) -> str:
    return timestamp(now - age)


def _feed_purge(owner: str, before: str, keep: int) -> Callable[[Transaction], int]:
    return lambda tx: batches.purge_feed(tx, owner, before, keep)
