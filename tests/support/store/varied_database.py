"""A database with rows in every table that the service fills, each written by the domain itself."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.support.domain.clock import MovableClock
from tests.support.domain.retention import interrupt_deletion
from tests.support.store.filled_database import LIMITS, SETTINGS, caller_for, fill, opened
from wizard_service.config import RetentionSettings
from wizard_service.domain.audit.denied_attempts import record_denied_attempt
from wizard_service.domain.executors import leases
from wizard_service.domain.executors.leases import Claim
from wizard_service.domain.history import deletion
from wizard_service.domain.history.archive import archive_investigation
from wizard_service.domain.identity.caller import IdempotencyKey
from wizard_service.domain.identity.revocations import revoke
from wizard_service.domain.identity.tickets import issue_ticket
from wizard_service.domain.investigations import editing, reports, sharing
from wizard_service.domain.investigations.preconditions import Precondition
from wizard_service.domain.retention.policy import Retention
from wizard_service.domain.templates import editing as templates
from wizard_service.domain.templates.apply import apply_template
from wizard_service.domain.versions.snapshots import SNAPSHOT_INTERVAL
from wizard_service.errors import Forbidden
from wizard_service.store import Backend
from wizard_service.store.repositories.retention import take_lease
from wizard_service.store.sqlite.migrations import migrate

RESULTS = {
    "risk_score": {"overall_score": 72, "category_scores": {"brute_force": 70.5}, "risk_level": "high"},
    "completed_at": "2026-04-02T12:00:00.000Z",
}


def varied(path: Path, *, each: int = 5, keys: int = 20) -> None:
    """Create the database at a path where there is none.

    each: investigations per user. keys: requests with an idempotency key.
    """
    migrate(path)
    clock = MovableClock()
    with closing(opened(path, clock=clock)) as store:
        _write_old(store)
        clock.move(days=91)
        fill(store, users=2, each=each, lines=3)
        _purge(store)
        _write_recent(store, keys)


def _write_old(store: Backend) -> None:
    caller = caller_for("u0")
    editing.create(store, LIMITS, caller, {"investigation_id": "inv-old", "settings": SETTINGS})
    deletion.delete(store, caller, "inv-old", Precondition(any_version=True))


def _purge(store: Backend) -> None:
    for _ in Retention(store, RetentionSettings(events_kept_per_feed=100, clock_jump_limit_h=8760), 90).purge(
        force=True
    ):
        pass


def _write_recent(store: Backend, keys: int) -> None:
    caller, any_version = caller_for("u0"), Precondition(any_version=True)
    editing.create(store, LIMITS, caller, {"investigation_id": "inv-settings", "settings": SETTINGS})
    for number in range(keys):
        key = IdempotencyKey(f"key-{number}", f"{number:064d}")
        change = {"settings": SETTINGS | {"name": f"renamed {number}"}}
        editing.patch(store, LIMITS, replace(caller, idempotency=key), "inv-settings", change, any_version)
    editing.patch(
        store,
        LIMITS,
        caller,
        "inv-0-0",
        {"wizard_step": "RESULTS", "results": RESULTS, "status": "COMPLETED"},
        any_version,
    )
    archive_investigation(store, caller, "inv-0-0")
    sharing.share(store, caller, "inv-0-1", "u7", "editor")
    sharing.share(store, caller, "inv-0-1", "u8", "viewer")
    sharing.accept(store, caller_for("u8"), "inv-0-1")
    template = templates.create(store, LIMITS, caller, {"name": "A template", "settings": SETTINGS})
    apply_template(store, LIMITS, caller, template.investigation_id, {"investigation_id": "inv-from-template"})
    for number in range(SNAPSHOT_INTERVAL):
        report = {"event_type": "progress_updated", "data": {"percent_complete": number / 2}}
        reports.report(store, LIMITS, caller, "inv-0-2", report)
    members = {"investigation_id": "inv-interrupted", "settings": SETTINGS, "wizard_step": "PROGRESS"}
    editing.create(store, LIMITS, caller, members)
    report = {"event_type": "progress_updated", "data": {"percent_complete": 50}}
    reports.report(store, LIMITS, caller, "inv-interrupted", report)
    interrupt_deletion(store, "inv-interrupted")
    leases.take(store, caller, "inv-0-3", Claim("worker", 600))
    asked = {"request_id": "q1", "prompt": "Block it?", "kind": "confirm", "expires_at": "2100-01-01T00:00:00Z"}
    reports.report(store, LIMITS, caller, "inv-0-2", {"event_type": "input_requested", "data": asked})
    revoke(store, user_id="u9", jti=None)
    issue_ticket(store, replace(caller.principal, expires_at=9e9), 3600)
    store.write(lambda tx: take_lease(tx, "purge", "host:1", timedelta(hours=1).total_seconds()))
    for number in range(3):
        record_denied_attempt(store, caller_for("u8"), "inv-0-1", "PUT state", Forbidden(f"Refused {number}."))
    # A write waits for the best-effort writes before it.
    store.probe()
