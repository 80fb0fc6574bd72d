"""Retention deletes what is past its cutoff and keeps the rest."""

from typing import Any

import pytest

from tests.support.domain.clock import MovableClock
from tests.support.domain.leases import take
from tests.support.domain.retention import (
    CALLER,
    KEPT,
    LIMITS,
    PRINCIPAL,
    create,
    delete,
    deny,
    entries,
    interrupt_deletion,
    offsets,
    purged,
    report,
    require_consistent,
    retention_with,
)
from wizard_service.config import StreamSettings
from wizard_service.domain.identity import tickets
from wizard_service.domain.identity.caller import Caller, IdempotencyKey
from wizard_service.domain.identity.principal import DEFAULT_SCOPES, Principal
from wizard_service.domain.identity.revocations import Revocations, revoke
from wizard_service.domain.retention.policy import Retention, batches
from wizard_service.domain.templates import editing
from wizard_service.errors import CursorExpired
from wizard_service.feed.cursor import Cursor
from wizard_service.feed.feed import Feed
from wizard_service.store import Backend


def test_old_events_are_deleted_but_never_the_newest_of_a_feed(
    store: Backend, clock: MovableClock, retention: Retention
) -> None:
    create(store)
    report(store, 11)
    clock.move(hours=24, seconds=1)

    assert retention.count_expired()["events"] == 7
    assert purged(retention)["events"] == 7

    assert offsets(store) == [8, 9, 10, 11, 12]
    assert store.select("SELECT owner, head, pruned FROM feeds") == [{"owner": "u1", "head": 12, "pruned": 7}]
    assert "events" not in purged(retention)
    require_consistent(store)


def test_recent_events_stay_however_many_there_are(store: Backend, clock: MovableClock, retention: Retention) -> None:
    create(store)
    report(store, 9)
    clock.move(hours=24)
    report(store, 10)

    assert "events" not in purged(retention)
    clock.move(seconds=1)
    assert purged(retention)["events"] == 10
    assert offsets(store) == list(range(11, 21))


def test_a_cursor_before_the_retention_floor_is_reported_as_expired(
    store: Backend, clock: MovableClock, retention: Retention
) -> None:
    create(store)
    report(store, 9)
    clock.move(days=2)
    purged(retention)
    feed = Feed(store, StreamSettings(), Revocations(store))

    with pytest.raises(CursorExpired) as expired:
        feed.check("u1", Cursor(store.epoch, 4))
    feed.check("u1", Cursor(store.epoch, 5))

    assert expired.value.members == {"earliest": f"{store.epoch}-5", "latest": f"{store.epoch}-10"}


def test_each_feed_keeps_its_own_newest_events(store: Backend, clock: MovableClock, retention: Retention) -> None:
    create(store)
    report(store, 9)
    create(store, "other", Caller(Principal("u2", DEFAULT_SCOPES, float("inf")), "USER", "request"))
    clock.move(days=2)
    purged(retention)

    assert dict(store.select_tuples("SELECT owner, pruned FROM feeds")) == {"u1": 5, "u2": 0}
    require_consistent(store)


def test_a_purge_that_stops_after_any_step_leaves_everything_consistent(
    store: Backend, clock: MovableClock, retention: Retention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BATCH", 3)
    create(store)
    report(store, 10)
    delete(store)
    create(store)
    report(store, 13)
    clock.move(days=2)

    steps = 0
    for kind, rows in retention.purge():
        assert (kind, 1 <= rows <= 3) == ("events", True)
        require_consistent(store)
        steps += 1

    assert steps >= 4
    assert len(offsets(store)) == KEPT


def test_a_revocation_is_deleted_once_no_token_is_left_that_it_refuses(
    store: Backend, clock: MovableClock, retention: Retention
) -> None:
    revoke(store, user_id="u1", jti=None, days=1)
    revoke(store, user_id=None, jti="j1", days=3)
    clock.move(days=4)

    assert purged(retention) == {"revocations": 1}
    assert store.select_tuples("SELECT subject FROM revocations") == [("jti:j1",)]


def test_expired_idempotency_keys_and_tickets_are_deleted(
    store: Backend, clock: MovableClock, retention: Retention
) -> None:
    keyed = Caller(PRINCIPAL, "USER", "request", IdempotencyKey("old", "0" * 64))
    create(store, "a", keyed)
    tickets.issue_ticket(store, PRINCIPAL, 30)
    clock.move(hours=72)
    create(store, "b", Caller(PRINCIPAL, "USER", "request", IdempotencyKey("young", "0" * 64)))
    tickets.issue_ticket(store, PRINCIPAL, 30)
    clock.move(seconds=1)

    assert purged(retention) == {"tickets": 1, "idempotency_keys": 1}
    assert store.select_tuples("SELECT key FROM idempotency_keys") == [("young",)]
    assert store.select_tuples("SELECT count(*) FROM tickets") == [(1,)]


def archive(store: Backend, name: str, clock: MovableClock) -> None:
    moment = clock.now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    statement = "UPDATE investigation_states SET archived_at = ? WHERE investigation_id = ?"
    store.write(lambda tx: tx.execute(statement, (moment, name)))


def test_archived_investigations_are_deleted_when_configured(store: Backend, clock: MovableClock) -> None:
    for name in ("a", "b", "c"):
        create(store, name)
    archive(store, "a", clock)
    clock.move(days=9)
    archive(store, "b", clock)
    clock.move(days=2)
    assert "investigations" not in purged(retention_with(store))

    assert purged(retention_with(store, archived_max_age_days=10))["investigations"] == 1

    left = store.select_tuples("SELECT investigation_id FROM investigation_states ORDER BY 1")
    assert left == [("b",), ("c",)]
    assert (entries(store)[-1]["action_type"], entries(store)[-1]["source"]) == ("STATE_DELETED", "SYSTEM")
    newest = "SELECT event_type, investigation_id FROM events ORDER BY commit_seq DESC LIMIT 1"
    assert store.select_tuples(newest) == [("investigation_deleted", "a")]


def make_versions(store: Backend, settings: dict[str, Any], number: int) -> None:
    for version in range(number):
        members = {"name": "t", "description": str(version), "settings": settings}
        editing.create(store, LIMITS, CALLER, members, overwrite=True)


def test_a_purge_deletes_the_rows_that_were_counted(
    store: Backend, clock: MovableClock, settings: dict[str, Any]
) -> None:
    make_versions(store, settings, 2)
    clock.move(days=91)
    purged(retention_with(store), force=True)
    create(store, "a", Caller(PRINCIPAL, "USER", "request", IdempotencyKey("old", "0" * 64)))
    tickets.issue_ticket(store, PRINCIPAL, 30)
    revoke(store, user_id=None, jti="j1", days=1)
    deny(store, 3, "a")
    report(store, 20, "a")
    take(store, "a")
    take(store, "a", takeover=True)
    clock.move(days=80)
    for number in range(9):
        create(store, f"b{number}")
        report(store, 9, f"b{number}")
    archive(store, "b0", clock)
    interrupt_deletion(store, "b8")
    clock.move(days=10, seconds=1)
    retention = retention_with(store, archived_max_age_days=10)

    expected = {kind: rows for kind, rows in retention.count_expired().items() if rows}

    # The events of a deleted investigation are deleted with it and not counted again.
    assert purged(retention, force=True) | {"events": 0} == expected | {"events": 0}
    assert expected.keys() == set(Retention.KINDS)
