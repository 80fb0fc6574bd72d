"""Investigations that become old, and purges of a store."""

from collections import Counter
from typing import Any

from wizard_service.config import RetentionSettings, StateSettings
from wizard_service.domain.audit import denied_attempts
from wizard_service.domain.events import leftovers
from wizard_service.domain.history import deletion
from wizard_service.domain.identity.caller import Caller
from wizard_service.domain.identity.principal import DEFAULT_SCOPES, Principal
from wizard_service.domain.investigations import editing, reports
from wizard_service.domain.investigations.preconditions import Precondition
from wizard_service.domain.maintenance.verification import Verification, differences
from wizard_service.domain.retention.policy import Retention
from wizard_service.errors import VersionConflict
from wizard_service.store import Backend
from wizard_service.store.repositories import states

LIMITS = StateSettings()
PRINCIPAL = Principal("u1", DEFAULT_SCOPES, 9e9)
CALLER = Caller(PRINCIPAL, "USER", "request")
KEPT = 5
LAX = {"clock_jump_limit_h": 8760}


def retention_with(store: Backend, **settings: int) -> Retention:
    return Retention(store, RetentionSettings(events_kept_per_feed=KEPT, **LAX | settings), 90)


def create(store: Backend, name: str = "i", caller: Caller = CALLER) -> None:
    editing.create(store, LIMITS, caller, {"investigation_id": name})


def report(store: Backend, times: int, name: str = "i") -> None:
    for _ in range(times):
        report = {"event_type": "log_appended", "data": {"lines": [{"message": "line"}]}}
        reports.report(store, LIMITS, CALLER, name, report)


def delete(store: Backend, name: str = "i") -> None:
    deletion.delete(store, CALLER, name, Precondition(any_version=True))


def interrupt_deletion(store: Backend, name: str = "i") -> None:
    """Delete an investigation as a process does that is killed after its first transaction, which deletes one event."""
    row = states.find(store, name)
    assert row is not None
    deletions = leftovers.EVENTS_PER_TRANSACTION
    store.write(lambda tx: deletion.record_deleted(tx, CALLER, row, deletions))


def purged(retention: Retention, **options: bool) -> dict[str, int]:
    """Purge and return the deleted rows by kind."""
    deleted: Counter[str] = Counter()
    for kind, rows in retention.purge(**options):
        deleted[kind] += rows
    return dict(deleted)


def offsets(store: Backend) -> list[int]:
    return [offset for (offset,) in store.select_tuples("SELECT feed_offset FROM events ORDER BY feed_offset")]


def require_consistent(store: Backend) -> None:
    assert list(differences(store, Verification())) == []


def entries(store: Backend) -> list[dict[str, Any]]:
    return store.select("SELECT * FROM investigation_audit_log ORDER BY entry_seq")


def deny(store: Backend, times: int, name: str = "i") -> None:
    for _ in range(times):
        denied_attempts.record_denied_attempt(store, CALLER, name, "PUT state", VersionConflict("changed meanwhile"))
    # The writer handles best-effort writes before changes that are queued later.
    store.write(lambda _: None)
