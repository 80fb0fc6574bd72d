"""Retention: deletes rows that are older than the settings allow, in small transactions."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from ...config import RetentionSettings
from ...store import Backend, Reader, Transaction
from ...store.repositories import audit_chain, credentials, denied_attempts, retention
from ...store.repositories.deletion import archived, leftover_events
from ...store.repositories.executors import leases
from ..events.leftovers import finish_deletions
from ..identity.caller import Caller
from ..identity.principal import ADMIN, Principal
from . import batches
from .clock_guard import check_clock, clock_jump
from .cutoffs import Cutoffs, cutoffs_at

# Deleting more than this share of the audit trail at once is likely a mistake, so an operator must confirm it.
MAX_AUDIT_SHARE = 0.2

Step = tuple[str, int]


class PurgeRefused(Exception):
    """A purge was refused, entirely or for the audit trail, until an operator confirms that it is intended."""


def count_expired(reader: Reader, cutoffs: Cutoffs, settings: RetentionSettings) -> dict[str, int]:
    """Count the rows that a purge would delete, by kind."""
    return {
        "leftover_events": leftover_events.count_leftovers(reader),
        "tickets": retention.count_tickets(reader, cutoffs.now),
        "revocations": credentials.count_expired_revocations(reader, cutoffs.revocations),
        "idempotency_keys": retention.count_idempotency_keys(reader, cutoffs.idempotency_keys),
        "executor_leases": leases.count_old(reader, cutoffs.audit),
        "template_versions": retention.count_template_versions(reader, cutoffs.audit),
        "events": retention.count_events(reader, settings.events_kept_per_feed, cutoffs.events, cutoffs.now),
        "investigations": archived.count_old(reader, cutoffs.archived) if cutoffs.archived else 0,
        "denied_attempts": denied_attempts.count_before(reader, cutoffs.audit, cutoffs.now),
        "audit_entries": audit_chain.count_before(reader, cutoffs.audit, cutoffs.now),
    }


class Retention:
    """Purges one database according to the settings. actor: the name in the audit entries and events of the purge."""

    KINDS = (
        "leftover_events",
        "tickets",
        "revocations",
        "idempotency_keys",
        "executor_leases",
        "template_versions",
        "events",
        "investigations",
        "denied_attempts",
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

    def count_expired(self) -> dict[str, int]:
        """Count the rows that a purge would delete now, by kind."""
        return count_expired(self._store, self._cutoffs(self._store.clock()), self._settings)

    def refusal(self) -> str | None:
        """Return why a manual purge would be refused now, entirely or for the audit trail; None when it would not."""
        now = self._store.clock()
        doubt = clock_jump(self._store, now, self._clock_jump_limit, trusts_commits=True)
        return _clock_warning(doubt) if doubt else self._over_share(self._cutoffs(now))

    def purge(self, *, force: bool = False, scheduled: bool = False) -> Iterator[Step]:
        """Purge in small transactions, and yield (kind, deleted rows) after each, where the caller may pause or stop.

        scheduled: whether the caller purges regularly, so that a clock step between two calls is suspicious.
        Raises PurgeRefused unless `force`: at the start when the clock has jumped, and at the end when too large a
        share of the audit trail has expired. Deletions that were interrupted are finished in any case.
        """
        yield from (("leftover_events", deleted) for deleted in finish_deletions(self._store) if deleted)
        cutoffs = self._cutoffs(self._trusted_now(force=force, scheduled=scheduled))
        yield from self._purge_credentials(cutoffs)
        yield from (("executor_leases", deleted) for deleted in batches.delete_leases(self._store, cutoffs.audit))
        # Template versions are deleted before the investigations and audit entries that refer to them, so that a purge
        # deletes exactly the rows that `count_expired` counts.
        yield from self._repeat(
            "template_versions",
            lambda tx: retention.delete_template_versions(
                tx, cutoffs.audit, batches.TEMPLATE_BATCH, batches.BATCH_BYTES
            ),
        )
        yield from self._purge_archived(cutoffs)
        yield from self._purge_events(cutoffs)
        attempts = batches.delete_denied_attempts(self._store, cutoffs.audit, cutoffs.now)
        yield from (("denied_attempts", deleted) for deleted in attempts)
        yield from self._purge_audit(cutoffs, force=force)

    def _trusted_now(self, *, force: bool, scheduled: bool) -> datetime:
        """Return the moment that was checked: a clock that jumps right afterwards must not decide what is too old."""

        def check(tx: Transaction) -> tuple[datetime, str | None]:
            doubt = check_clock(tx, self._clock_jump_limit, trusts_commits=not scheduled, force=force)
            return datetime.fromisoformat(tx.now), doubt

        now, doubt = self._store.write(check)
        if doubt:
            raise PurgeRefused(_clock_warning(doubt))
        return now

    def _purge_credentials(self, cutoffs: Cutoffs) -> Iterator[Step]:
        yield from self._repeat("tickets", lambda tx: retention.delete_tickets(tx, cutoffs.now, batches.BATCH))
        yield from self._repeat(
            "revocations", lambda tx: credentials.delete_expired_revocations(tx, cutoffs.revocations, batches.BATCH)
        )
        yield from self._repeat(
            "idempotency_keys",
            lambda tx: retention.delete_idempotency_keys(
                tx, cutoffs.idempotency_keys, batches.BATCH, batches.BATCH_BYTES
            ),
        )

    def _purge_archived(self, cutoffs: Cutoffs) -> Iterator[Step]:
        while cutoffs.archived and (deleted := batches.delete_archived(self._store, self._caller, cutoffs.archived)):
            yield "investigations", deleted
            # The rows that `count_expired` counts are the investigations, not their events.
            yield from (("investigations", 0) for _ in finish_deletions(self._store))

    def _purge_events(self, cutoffs: Cutoffs) -> Iterator[Step]:
        kept = self._settings.events_kept_per_feed
        for owner, _ in retention.long_feeds(self._store, kept):
            expired = batches.delete_events(self._store, owner, kept, cutoffs.events, cutoffs.now)
            yield from (("events", deleted) for deleted in expired)

    def _purge_audit(self, cutoffs: Cutoffs, *, force: bool) -> Iterator[Step]:
        objection = self._over_share(cutoffs)
        if objection and not force:
            raise PurgeRefused(objection)
        forced = objection is not None
        entries = batches.delete_audit_entries(self._store, self._caller, cutoffs.audit, cutoffs.now, forced=forced)
        yield from (("audit_entries", deleted) for deleted in entries)

    def _over_share(self, cutoffs: Cutoffs) -> str | None:
        """Return a refusal when more than MAX_AUDIT_SHARE of the audit trail has expired, else None."""
        expired = audit_chain.count_before(self._store, cutoffs.audit, cutoffs.now)
        total = audit_chain.count_all(self._store)
        if expired <= MAX_AUDIT_SHARE * total:
            return None
        return (
            f"{expired} of {total} audit entries are older than {cutoffs.audit}, more than a fifth: "
            "if that is intended, purge with --force."
        )

    def _repeat(self, kind: str, batch: Callable[[Transaction], int]) -> Iterator[Step]:
        while deleted := self._store.write(batch):
            yield kind, deleted

    def _cutoffs(self, now: datetime) -> Cutoffs:
        return cutoffs_at(now, self._settings, self._audit_max_age)


def _clock_warning(doubt: str) -> str:
    return f"{doubt}: if it is right now, purge with --force."
