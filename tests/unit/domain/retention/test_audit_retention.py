"""Retention deletes old entries of the audit trail, and refuses when too many would go."""

import pytest

from tests.support.domain.clock import MovableClock
from tests.support.domain.retention import (
    PRINCIPAL,
    create,
    delete,
    deny,
    entries,
    purged,
    report,
    require_consistent,
)
from wizard_service.domain.audit.hash_chain import CHAIN_START
from wizard_service.domain.investigations import access
from wizard_service.domain.investigations.state import etag_of
from wizard_service.domain.retention.policy import PurgeRefused, Retention, batches
from wizard_service.store import Backend


def aged_trail(store: Backend, clock: MovableClock, old: int, young: int) -> None:
    create(store)
    report(store, old - 1)
    clock.move(days=90, seconds=1)
    report(store, young)


def test_old_audit_entries_are_deleted_and_the_chain_is_anchored(
    store: Backend, clock: MovableClock, retention: Retention
) -> None:
    aged_trail(store, clock, old=2, young=8)
    last_dropped = entries(store)[1]["hash"]

    assert retention.count_expired()["audit_entries"] == 2
    assert purged(retention)["audit_entries"] == 2

    assert [entry["version"] for entry in entries(store)] == list(range(3, 11))
    assert entries(store)[0]["previous_hash"] == last_dropped
    anchors = store.select_tuples("SELECT hash, purged_through, entries FROM audit_anchors")
    assert anchors == [(last_dropped, 2, 2)]


def test_a_purge_of_the_audit_trail_is_recorded(store: Backend, clock: MovableClock, retention: Retention) -> None:
    aged_trail(store, clock, old=2, young=8)
    purged(retention)

    columns = "first_entry_seq, last_entry_seq, entries, forced, actor"
    assert store.select_tuples(f"SELECT {columns} FROM audit_purges") == [(1, 2, 2, 0, "retention")]
    for statement in ("DELETE FROM audit_purges", "UPDATE audit_purges SET entries = 1"):
        with pytest.raises(Exception, match="audit purges are never"):
            store.write(lambda tx, statement=statement: tx.execute(statement))


def test_more_than_a_fifth_of_the_audit_trail_is_deleted_only_by_force(
    store: Backend, clock: MovableClock, retention: Retention
) -> None:
    aged_trail(store, clock, old=3, young=8)

    with pytest.raises(PurgeRefused, match="3 of 11 audit entries"):
        purged(retention)
    assert len(entries(store)) == 11
    assert purged(retention, force=True)["audit_entries"] == 3
    assert store.select_tuples("SELECT forced FROM audit_purges") == [(1,)]


def test_denied_attempts_are_kept_as_long_as_the_audit_trail(
    store: Backend, clock: MovableClock, retention: Retention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BATCH", 2)
    create(store)
    deny(store, 5)
    clock.move(days=90)
    deny(store, 1)
    assert "denied_attempts" not in purged(retention, force=True)
    clock.move(seconds=1)

    assert retention.count_expired()["denied_attempts"] == 5
    assert purged(retention, force=True)["denied_attempts"] == 5
    assert store.select_tuples("SELECT attempt_seq FROM denied_attempts") == [(6,)]


def test_the_audit_trail_stays_guarded_after_a_purge(store: Backend, clock: MovableClock, retention: Retention) -> None:
    aged_trail(store, clock, old=2, young=8)
    purged(retention)

    with pytest.raises(Exception, match="deleted by retention only"):
        store.write(lambda tx: tx.execute("DELETE FROM investigation_audit_log"))


def test_an_entry_with_a_later_time_keeps_the_entries_after_it(
    store: Backend, clock: MovableClock, retention: Retention
) -> None:
    clock.move(days=30)
    create(store)
    clock.move(days=-30)
    report(store, 9)
    clock.move(days=91)

    assert purged(retention, force=True) == {"events": 5}
    assert len(entries(store)) == 10


def etag(store: Backend) -> str:
    return etag_of(access.get_readable(store, PRINCIPAL, "i"), store.epoch)


def test_entity_tags_are_not_reused_after_a_purge(store: Backend, clock: MovableClock, retention: Retention) -> None:
    create(store)
    first = etag(store)
    delete(store)
    clock.move(days=91)
    purged(retention, force=True)
    assert entries(store) == []

    create(store)

    assert etag(store) != first
    (entry,) = entries(store)
    assert entry["previous_hash"] != CHAIN_START
    require_consistent(store)
