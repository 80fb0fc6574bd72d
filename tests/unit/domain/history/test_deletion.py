"""A deletion takes several transactions when there are many events, and is finished when it is interrupted."""

import pytest

from tests.support.domain.counting_backend import CountingBackend, event_types
from tests.support.domain.retention import (
    CALLER,
    LIMITS,
    PRINCIPAL,
    create,
    delete,
    purged,
    report,
    require_consistent,
    retention_with,
)
from wizard_service.domain.events import leftovers
from wizard_service.domain.history import deletion
from wizard_service.domain.history.bulk import archive_many
from wizard_service.domain.identity.caller import Caller, IdempotencyKey
from wizard_service.domain.identity.principal import DEFAULT_SCOPES, Principal
from wizard_service.domain.investigations import editing, reports
from wizard_service.domain.investigations.preconditions import Precondition
from wizard_service.domain.retention.policy import PurgeRefused
from wizard_service.domain.versions import time_travel
from wizard_service.errors import StorageUnavailable
from wizard_service.store import Transaction
from wizard_service.store.repositories.usage import find_drift

ANY = Precondition(any_version=True)


@pytest.fixture
def interrupted(backend: CountingBackend, monkeypatch: pytest.MonkeyPatch) -> CountingBackend:
    """Return a backend in which the deletion of `i` has ended after its first transaction."""
    monkeypatch.setattr(leftovers, "EVENTS_PER_TRANSACTION", 5)
    report(backend, 17)
    backend.changes_left = 1
    deletion.delete(backend, CALLER, "i", ANY)
    backend.changes_left = None
    backend.deleted.clear()
    return backend


def test_an_investigation_with_many_events_is_deleted_in_several_transactions(
    backend: CountingBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "EVENTS_PER_TRANSACTION", 5)
    report(backend, 17)
    create(backend, "other")

    delete(backend)

    assert max(backend.deleted) <= 5
    assert event_types(backend) == ["investigation_deleted"]
    assert event_types(backend, "other") == ["state_updated"]
    with backend.snapshot() as reader:
        assert list(find_drift(reader)) == []


def test_an_investigation_with_large_events_is_deleted_in_several_transactions(
    backend: CountingBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "BYTES_PER_TRANSACTION", 150_000)
    large = {"tool_name": "t", "tool_config": {"x": "x" * 100_000}}
    for _ in range(5):
        reports.report(backend, LIMITS, CALLER, "i", {"event_type": "tool_execution_started", "data": large})

    delete(backend)

    assert max(backend.deleted) <= 2
    assert event_types(backend) == ["investigation_deleted"]


def test_a_deletion_is_answered_as_done_when_the_storage_fails_after_its_first_transaction(
    interrupted: CountingBackend, caplog: pytest.LogCaptureFixture
) -> None:
    (warning,) = caplog.get_records("setup")
    assert warning.getMessage().startswith(
        "The next purge deletes the remaining events of the deleted investigation i:"
    )
    assert interrupted.select("SELECT * FROM investigation_states") == []
    assert event_types(interrupted) == ["state_updated", *["log_appended"] * 12, "investigation_deleted"]
    require_consistent(interrupted)


def test_a_purge_finishes_an_interrupted_deletion_even_when_the_clock_is_suspect(interrupted: CountingBackend) -> None:
    suspicious = retention_with(interrupted, clock_jump_limit_h=1)
    interrupted.write(lambda tx: tx.execute("UPDATE events SET committed_at = '2020-01-01T00:00:00.000Z'"))
    assert suspicious.count_expired()["leftover_events"] == 13

    with pytest.raises(PurgeRefused):
        purged(suspicious)

    assert max(interrupted.deleted) <= 5
    assert event_types(interrupted) == ["investigation_deleted"]
    assert suspicious.count_expired()["leftover_events"] == 0
    assert interrupted.select("SELECT * FROM unfinished_deletions") == []
    require_consistent(interrupted)


@pytest.mark.parametrize("way", ["create", "fork"])
def test_an_investigation_that_reuses_an_id_begins_without_the_events_of_the_former_one(
    interrupted: CountingBackend, way: str
) -> None:
    if way == "create":
        create(interrupted)
    else:
        create(interrupted, "source")
        time_travel.fork(interrupted, LIMITS, CALLER, "source", {"investigation_id": "i"})

    assert max(interrupted.deleted) <= 5
    assert event_types(interrupted) == ["investigation_deleted", "state_updated"]
    assert purged(retention_with(interrupted)) == {}
    assert event_types(interrupted) == ["investigation_deleted", "state_updated"]
    require_consistent(interrupted)


def test_no_investigation_is_created_while_events_of_the_former_one_are_left(backend: CountingBackend) -> None:
    create(backend, "other")
    document = editing.new_document(CALLER, {"investigation_id": "new"})

    def leave_events(tx: Transaction) -> None:
        tx.execute("UPDATE events SET investigation_id = 'new' WHERE investigation_id = 'other'")

    with pytest.raises(StorageUnavailable, match="still being deleted"):
        editing.store_new(backend, LIMITS, CALLER, document, leave_events)

    assert backend.select("SELECT * FROM investigation_states WHERE investigation_id = 'new'") == []
    assert not backend.degraded.is_set


def test_a_repeated_deletion_finishes_the_interrupted_one(
    backend: CountingBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "EVENTS_PER_TRANSACTION", 5)
    report(backend, 17)
    caller = Caller(PRINCIPAL, "USER", "request", IdempotencyKey("key", "0" * 64))
    backend.changes_left = 1
    first = deletion.delete(backend, caller, "i", ANY)
    backend.changes_left = None

    assert deletion.delete(backend, caller, "i", ANY) == first

    assert event_types(backend) == ["investigation_deleted"]


def test_a_damaged_record_of_a_deletion_deletes_no_events_of_an_investigation(interrupted: CountingBackend) -> None:
    create(interrupted, "other")
    damage = "UPDATE unfinished_deletions SET investigation_id = 'other', feed_offset = 99"
    interrupted.write(lambda tx: tx.execute(damage))

    assert purged(retention_with(interrupted)) == {}

    assert event_types(interrupted, "other") == ["state_updated"]


def test_a_deletion_leaves_the_events_that_the_id_has_in_the_feed_of_another_user(backend: CountingBackend) -> None:
    create(backend, "other", Caller(Principal("u2", DEFAULT_SCOPES, 9e9), "USER", "request"))
    # Earlier versions let another user reuse an id.
    backend.write(lambda tx: tx.execute("UPDATE events SET investigation_id = 'i' WHERE investigation_id = 'other'"))

    delete(backend)

    assert event_types(backend) == ["investigation_deleted"]
    assert backend.select_tuples("SELECT investigation_id, event_type FROM events WHERE owner = 'u2'") == [
        ("i", "state_updated")
    ]


def test_archived_investigations_are_purged_in_transactions_of_few_events(
    backend: CountingBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftovers, "EVENTS_PER_TRANSACTION", 10)
    for name in ("i", "j", "k"):
        if name != "i":
            create(backend, name)
        report(backend, 17, name)
    archive_many(backend, CALLER, ["i", "j", "k"])
    backend.write(lambda tx: tx.execute("UPDATE investigation_states SET archived_at = '2020-01-01T00:00:00.000Z'"))
    backend.deleted.clear()

    assert purged(retention_with(backend, archived_max_age_days=1)) == {"investigations": 3}

    assert max(backend.deleted) <= 10
    assert event_types(backend, "j") == ["investigation_deleted"]
    require_consistent(backend)
