"""A batch of retention deletes few bytes, however large its rows are."""

from collections import defaultdict
from typing import Any

import pytest

from tests.support.domain.clock import MovableClock
from tests.support.domain.retention import CALLER, LIMITS, PRINCIPAL, create, require_consistent, retention_with
from tests.support.store.rows import ROWS
from wizard_service.domain.identity.caller import Caller, IdempotencyKey
from wizard_service.domain.investigations import editing, reports
from wizard_service.domain.investigations.preconditions import Precondition
from wizard_service.domain.retention import batches
from wizard_service.domain.templates import editing as templates
from wizard_service.store import Backend, Transaction
from wizard_service.store.audit_models import AuditEntry, AuditSnapshot
from wizard_service.store.repositories import usage

TEXT, MAX_BYTES = "x" * 9_000, 25_000


def freed_bytes(store: Backend) -> dict[str, list[int]]:
    """Purge and return how many bytes each batch of each kind has freed."""
    freed: defaultdict[str, list[int]] = defaultdict(list)
    before = usage.find(store, "u1").stored_bytes
    for kind, _ in retention_with(store).purge(force=True):
        after = usage.find(store, "u1").stored_bytes
        freed[kind].append(before - after)
        before = after
    return freed


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH_BYTES", MAX_BYTES)
    monkeypatch.setattr(batches, "AUDIT_BATCH_BYTES", MAX_BYTES)


@pytest.mark.usefixtures("small_batches")
def test_batches_of_every_kind_with_long_texts_have_few_rows(
    store: Backend, clock: MovableClock, settings: dict[str, Any]
) -> None:
    create(store)
    for number in range(7):
        caller = Caller(PRINCIPAL, "USER", "request", IdempotencyKey(f"key{number}", "0" * 64))
        change = {"settings": settings | {"description": f"{number}{TEXT}"}}
        editing.patch(store, LIMITS, caller, "i", change, Precondition(any_version=True))
        report = {"event_type": "tool_execution_started", "data": {"tool_name": "t", "tool_config": {"x": TEXT}}}
        reports.report(store, LIMITS, CALLER, "i", report)
        members = {"name": "t", "description": f"{number}", "settings": settings | {"description": TEXT}}
        templates.create(store, LIMITS, CALLER, members, overwrite=True)
    clock.move(days=91)

    first, second = freed_bytes(store), freed_bytes(store)

    # A version of a template is kept as long as an audit entry refers to it.
    freed = first | {"template_versions": second["template_versions"]}
    for kind in ("idempotency_keys", "events", "audit_entries", "template_versions"):
        assert len(freed[kind]) > 1, kind
        assert max(freed[kind]) <= MAX_BYTES, kind
    require_consistent(store)


@pytest.mark.usefixtures("small_batches")
def test_the_snapshots_that_are_deleted_with_audit_entries_count(store: Backend, clock: MovableClock) -> None:
    def insert(tx: Transaction, number: int) -> None:
        key = {"investigation_id": f"i{number}", "incarnation": 0}
        entry = {"entry_seq": number, "entry_id": f"e{number}", "version": 201, "timestamp": tx.now}
        tx.insert(AuditEntry, [ROWS["investigation_audit_log"] | key | entry])
        tx.insert(AuditSnapshot, [ROWS["audit_snapshots"] | key | {"version": 200, "state": f'"{TEXT}"'}])

    for number in range(1, 7):
        store.write(lambda tx, number=number: insert(tx, number))
    clock.move(days=91)

    purged = [rows for kind, rows in retention_with(store).purge(force=True) if kind == "audit_entries"]

    assert purged == [2, 2, 2]
    assert store.select("SELECT * FROM audit_snapshots") == []
