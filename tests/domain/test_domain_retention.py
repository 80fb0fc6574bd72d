"""What retention drops, what it keeps, and when it refuses."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from retention_clock import MovableClock

from wizard_service.config import DatabaseSettings, RetentionSettings, StateSettings, StreamSettings
from wizard_service.domain import audit, investigations, purges, refusals, reports, templates, tickets
from wizard_service.domain.caller import Caller, IdempotencyKey
from wizard_service.domain.preconditions import Precondition
from wizard_service.domain.retention import PurgeRefused, Retention
from wizard_service.domain.tokens import DEFAULT_SCOPES, Principal
from wizard_service.domain.verification import Verification, differences
from wizard_service.errors import CursorExpired, VersionConflict
from wizard_service.feed.cursor import Cursor
from wizard_service.feed.follow import Feed
from wizard_service.store import Store
from wizard_service.store.models import AuditEntry, Event, Ticket
from wizard_service.store.models import Feed as FeedRow
from wizard_service.store.models import IdempotencyKey as StoredKey
from wizard_service.store.trail_models import RefusedAttempt

LIMITS = StateSettings()
PRINCIPAL = Principal("u1", DEFAULT_SCOPES, 9e9)
CALLER = Caller(PRINCIPAL, "USER", "request")
KEPT = 5
LAX = {"clock_jump_limit_h": 8760}


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def store(database_file: Path, clock: MovableClock) -> Iterator[Store]:
    with closing(Store(DatabaseSettings(url=f"sqlite:///{database_file}"), clock)) as opened:
        yield opened


@pytest.fixture
def retention(store: Store) -> Retention:
    return retention_with(store)


def retention_with(store: Store, **settings: int) -> Retention:
    return Retention(store, RetentionSettings(events_kept_per_feed=KEPT, **LAX | settings), 90)


def create(store: Store, name: str = "i", caller: Caller = CALLER) -> None:
    investigations.create(store, LIMITS, caller, {"investigation_id": name})


def report(store: Store, times: int, name: str = "i") -> None:
    for _ in range(times):
        told = {"event_type": "log_appended", "data": {"lines": [{"message": "line"}]}}
        reports.report(store, LIMITS, CALLER, name, told)


def delete(store: Store, name: str = "i") -> None:
    investigations.delete(store, CALLER, name, Precondition(any_version=True))


def purged(retention: Retention, **options: bool) -> dict[str, int]:
    dropped: Counter[str] = Counter()
    for kind, rows in retention.purge(**options):
        dropped[kind] += rows
    return dict(dropped)


def numbers(store: Store) -> list[int]:
    return [row["n"] for row in store.read(Event.select(Event.n).order_by(Event.n))]


def require_consistent(store: Store) -> None:
    assert list(differences(store.reader, Verification())) == []


def test_old_events_go_but_never_the_newest_of_a_feed(store: Store, clock: MovableClock, retention: Retention) -> None:
    create(store)
    report(store, 11)
    clock.move(hours=24, seconds=1)

    assert retention.expired()["events"] == 7
    assert purged(retention)["events"] == 7

    assert numbers(store) == [8, 9, 10, 11, 12]
    assert store.read(FeedRow.select()) == [{"owner": "u1", "head": 12, "pruned": 7}]
    assert "events" not in purged(retention)
    require_consistent(store)


def test_young_events_stay_however_many_there_are(store: Store, clock: MovableClock, retention: Retention) -> None:
    create(store)
    report(store, 9)
    clock.move(hours=24)
    report(store, 10)

    assert "events" not in purged(retention)
    clock.move(seconds=1)
    assert purged(retention)["events"] == 10
    assert numbers(store) == list(range(11, 21))


def test_a_cursor_before_what_was_purged_is_told_so(store: Store, clock: MovableClock, retention: Retention) -> None:
    create(store)
    report(store, 9)
    clock.move(days=2)
    purged(retention)
    feed = Feed(store, StreamSettings())

    with pytest.raises(CursorExpired) as expired:
        feed.check("u1", Cursor(store.epoch, 4))
    feed.check("u1", Cursor(store.epoch, 5))

    assert expired.value.members == {"earliest": f"{store.epoch}-5", "latest": f"{store.epoch}-10"}


def test_feeds_are_purged_apart(store: Store, clock: MovableClock, retention: Retention) -> None:
    create(store)
    report(store, 9)
    create(store, "other", Caller(Principal("u2", DEFAULT_SCOPES, float("inf")), "USER", "request"))
    clock.move(days=2)
    purged(retention)

    assert {row["owner"]: row["pruned"] for row in store.read(FeedRow.select())} == {"u1": 5, "u2": 0}
    require_consistent(store)


def test_a_purge_that_stops_after_any_step_leaves_everything_consistent(
    store: Store, clock: MovableClock, retention: Retention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purges, "BATCH", 3)
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
    assert len(numbers(store)) == KEPT


def test_keys_and_tickets_go_when_they_are_good_for_nothing(
    store: Store, clock: MovableClock, retention: Retention
) -> None:
    keyed = Caller(PRINCIPAL, "USER", "request", IdempotencyKey("old", "0" * 64))
    create(store, "a", keyed)
    tickets.issue_ticket(store, PRINCIPAL, 30)
    clock.move(hours=24)
    create(store, "b", Caller(PRINCIPAL, "USER", "request", IdempotencyKey("young", "0" * 64)))
    tickets.issue_ticket(store, PRINCIPAL, 30)
    clock.move(seconds=1)

    assert purged(retention) == {"tickets": 1, "idempotency_keys": 1}
    assert [row["key"] for row in store.read(StoredKey.select())] == ["young"]
    assert len(store.read(Ticket.select())) == 1


def entries(store: Store) -> list[dict[str, Any]]:
    return store.read(AuditEntry.select().order_by(AuditEntry.entry_seq))


def aged_trail(store: Store, clock: MovableClock, old: int, young: int) -> None:
    create(store)
    report(store, old - 1)
    clock.move(days=90, seconds=1)
    report(store, young)


def test_old_audit_entries_go_and_the_chain_goes_on(store: Store, clock: MovableClock, retention: Retention) -> None:
    aged_trail(store, clock, old=2, young=8)
    last_dropped = entries(store)[1]["hash"]

    assert retention.expired()["audit_entries"] == 2
    assert purged(retention)["audit_entries"] == 2

    assert [entry["version"] for entry in entries(store)] == list(range(3, 11))
    assert entries(store)[0]["previous_hash"] == last_dropped
    anchors = store.reader.execute_sql("SELECT hash, purged_through, entries FROM audit_anchors").fetchall()
    assert anchors == [(last_dropped, 2, 2)]


def test_a_purge_of_the_trail_is_itself_written_down(store: Store, clock: MovableClock, retention: Retention) -> None:
    aged_trail(store, clock, old=2, young=8)
    purged(retention)

    columns = "first_entry_seq, last_entry_seq, entries, forced, actor"
    assert store.reader.execute_sql(f"SELECT {columns} FROM audit_purges").fetchall() == [(1, 2, 2, 0, "retention")]
    for statement in ("DELETE FROM audit_purges", "UPDATE audit_purges SET entries = 1"):
        with pytest.raises(Exception, match="purges of the trail"):
            store.write(lambda tx, statement=statement: tx.database.execute_sql(statement))


def test_more_than_a_fifth_of_the_trail_goes_only_by_force(
    store: Store, clock: MovableClock, retention: Retention
) -> None:
    aged_trail(store, clock, old=3, young=8)

    with pytest.raises(PurgeRefused, match="3 of 11 audit entries"):
        purged(retention)
    assert len(entries(store)) == 11
    assert purged(retention, force=True)["audit_entries"] == 3
    assert store.reader.execute_sql("SELECT forced FROM audit_purges").fetchall() == [(1,)]


def refuse(store: Store, times: int, name: str = "i") -> None:
    for _ in range(times):
        refusals.note_refusal(store, CALLER, name, "PUT state", VersionConflict("changed meanwhile"))
    # What nobody waits for is done before what is handed over later.
    store.write(lambda _: None)


def test_refused_attempts_are_kept_as_long_as_the_trail(
    store: Store, clock: MovableClock, retention: Retention, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purges, "BATCH", 2)
    create(store)
    refuse(store, 5)
    clock.move(days=90)
    refuse(store, 1)
    assert "refused_attempts" not in purged(retention, force=True)
    clock.move(seconds=1)

    assert retention.expired()["refused_attempts"] == 5
    assert purged(retention, force=True)["refused_attempts"] == 5
    assert [row["attempt_seq"] for row in store.read(RefusedAttempt.select())] == [6]


def test_the_trail_stays_guarded_after_a_purge(store: Store, clock: MovableClock, retention: Retention) -> None:
    aged_trail(store, clock, old=2, young=8)
    purged(retention)

    with pytest.raises(Exception, match="deleted by retention only"):
        store.write(lambda tx: tx.database.execute_sql("DELETE FROM investigation_audit_log"))


def test_an_entry_with_a_later_time_keeps_those_behind_it(
    store: Store, clock: MovableClock, retention: Retention
) -> None:
    clock.move(days=30)
    create(store)
    clock.move(days=-30)
    report(store, 9)
    clock.move(days=91)

    assert purged(retention, force=True) == {"events": 5}
    assert len(entries(store)) == 10


def test_a_purged_trail_does_not_bring_back_entity_tags(
    store: Store, clock: MovableClock, retention: Retention
) -> None:
    create(store)
    first = investigations.read_etag(store, PRINCIPAL, "i")
    delete(store)
    clock.move(days=91)
    purged(retention, force=True)
    assert entries(store) == []

    create(store)

    assert investigations.read_etag(store, PRINCIPAL, "i") != first
    (entry,) = entries(store)
    assert entry["previous_hash"] != audit.CHAIN_START
    require_consistent(store)


def archive(store: Store, name: str, clock: MovableClock) -> None:
    moment = clock.now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    statement = "UPDATE investigation_states SET archived_at = ? WHERE investigation_id = ?"
    store.write(lambda tx: tx.database.execute_sql(statement, (moment, name)))


def test_archived_investigations_go_when_that_is_wanted(store: Store, clock: MovableClock) -> None:
    for name in ("a", "b", "c"):
        create(store, name)
    archive(store, "a", clock)
    clock.move(days=9)
    archive(store, "b", clock)
    clock.move(days=2)
    assert "investigations" not in purged(retention_with(store))

    assert purged(retention_with(store, archived_max_age_days=10))["investigations"] == 1

    left = store.reader.execute_sql("SELECT investigation_id FROM investigation_states ORDER BY 1").fetchall()
    assert left == [("b",), ("c",)]
    assert (entries(store)[-1]["action_type"], entries(store)[-1]["source"]) == ("STATE_DELETED", "SYSTEM")
    told = store.read(Event.select().order_by(Event.seq.desc()).limit(1))
    assert (told[0]["event_type"], told[0]["investigation_id"]) == ("investigation_deleted", "a")


def test_a_clock_that_leaps_forward_purges_nothing_at_first(store: Store, clock: MovableClock) -> None:
    retention = retention_with(store, clock_jump_limit_h=48)
    create(store)
    report(store, 20)
    purged(retention, scheduled=True)
    clock.move(days=3650)
    create(store, "written-by-the-wrong-clock")

    for _ in range(3):
        with pytest.raises(PurgeRefused, match="2035-12-30"):
            purged(retention, scheduled=True)
        clock.move(hours=1)
    assert len(numbers(store)) == 22


def test_a_leap_is_believed_after_a_day_of_going_on_evenly(store: Store, clock: MovableClock) -> None:
    retention = retention_with(store, clock_jump_limit_h=48)
    create(store)
    report(store, 9)
    purged(retention, scheduled=True)
    clock.move(days=3)
    for _ in range(24):
        with pytest.raises(PurgeRefused):
            purged(retention, scheduled=True)
        clock.move(hours=1)

    assert purged(retention, scheduled=True)["events"] == 5


def test_a_clock_that_is_set_right_again_is_believed_at_once(store: Store, clock: MovableClock) -> None:
    retention = retention_with(store, clock_jump_limit_h=48)
    create(store)
    purged(retention, scheduled=True)
    clock.move(days=300)
    with pytest.raises(PurgeRefused):
        purged(retention, scheduled=True)
    clock.move(days=-300, hours=1)

    assert purged(retention, scheduled=True) == {}


def test_a_leap_is_believed_by_force(store: Store, clock: MovableClock) -> None:
    retention = retention_with(store, clock_jump_limit_h=48)
    create(store)
    report(store, 9)
    purged(retention)
    clock.move(days=3)

    with pytest.raises(PurgeRefused):
        purged(retention)
    assert purged(retention, force=True)["events"] == 5
    assert purged(retention) == {}


def test_a_purge_by_hand_believes_what_was_committed(store: Store, clock: MovableClock) -> None:
    retention = retention_with(store, clock_jump_limit_h=48)
    create(store)
    purged(retention)
    for _ in range(7):
        clock.move(days=1)
        report(store, 2)

    assert purged(retention)["events"] > 0


def make_versions(store: Store, settings: dict[str, Any], number: int) -> None:
    for each in range(number):
        members = {"name": "t", "description": str(each), "settings": settings}
        templates.create(store, LIMITS, CALLER, members, overwrite=True)


def test_what_is_counted_beforehand_is_what_goes(store: Store, clock: MovableClock, settings: dict[str, Any]) -> None:
    make_versions(store, settings, 2)
    clock.move(days=91)
    purged(retention_with(store), force=True)
    create(store, "a", Caller(PRINCIPAL, "USER", "request", IdempotencyKey("old", "0" * 64)))
    tickets.issue_ticket(store, PRINCIPAL, 30)
    refuse(store, 3, "a")
    report(store, 20, "a")
    clock.move(days=80)
    for number in range(9):
        create(store, f"b{number}")
        report(store, 9, f"b{number}")
    archive(store, "b0", clock)
    clock.move(days=10, seconds=1)
    retention = retention_with(store, archived_max_age_days=10)

    expected = {kind: rows for kind, rows in retention.expired().items() if rows}

    # A deleted investigation takes events along that would have gone by themselves.
    assert purged(retention, force=True) | {"events": 0} == expected | {"events": 0}
    assert expected.keys() == set(Retention.KINDS)
