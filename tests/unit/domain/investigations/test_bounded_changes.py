"""Changes are kept short: sizes are checked before them, and long deletions take several transactions."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from typing import Any

import pytest

from tests.support.domain.retention import CALLER, LIMITS, create, delete, report, require_consistent
from wizard_service.config import Config
from wizard_service.domain.history import deletion
from wizard_service.domain.history.archive import ARCHIVED_PER_TRANSACTION, archive_investigations
from wizard_service.domain.investigations import editing, reports
from wizard_service.domain.investigations.preconditions import Precondition
from wizard_service.errors import StorageUnavailable, TooLarge
from wizard_service.store import Transaction
from wizard_service.store.backend import Change, LockKey, Result
from wizard_service.store.repositories import events
from wizard_service.store.repositories.usage import find_drift
from wizard_service.store.sqlite.backend import SqliteBackend

ANY = Precondition(any_version=True)
SETTINGS = {
    "name": "n",
    "entities": [{"entity_type": "ip", "entity_id": "1"}],
    "time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
    "tools": [{"tool_name": "t"}],
}
LARGE = {"agents": [{"agent_name": "a", "status": "s" * 600_000}]}


class CountingBackend(SqliteBackend):
    """Remembers how many events and audit entries each change has deleted and added.

    changes_left: changes that are stored before the storage refuses all others, None for any number.
    """

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.deleted: list[int] = []
        self.audited: list[int] = []
        self.changes_left: int | None = None

    def write(self, change: Change[Result], *, locks: Sequence[LockKey] = (), is_limited: bool = False) -> Result:
        def counted(tx: Transaction) -> Result:
            before = [_count(tx, table) for table in ("events", "investigation_audit_log")]
            result = change(tx)
            after = [_count(tx, table) for table in ("events", "investigation_audit_log")]
            self.deleted.append(before[0] - after[0])
            self.audited.append(after[1] - before[1])
            return result

        if self.changes_left == 0:
            raise StorageUnavailable("The storage refuses changes.")
        if self.changes_left is not None:
            self.changes_left -= 1
        return super().write(counted, locks=locks, is_limited=is_limited)


def _count(tx: Transaction, table: str) -> int:
    ((count,),) = tx.select_tuples(f"SELECT count(*) FROM {table}")
    return int(count)


@pytest.fixture
def backend(config: Config) -> Iterator[CountingBackend]:
    with closing(CountingBackend(config.database)) as opened:
        create(opened)
        yield opened


def test_an_investigation_with_many_events_is_deleted_in_several_transactions(
    backend: CountingBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deletion, "EVENTS_PER_TRANSACTION", 5)
    report(backend, 17)
    create(backend, "other")

    delete(backend)

    assert max(backend.deleted) <= 5
    left = events.read_feed(backend, "u1", 0, investigation_id="i", limit=100)
    assert [event.event_type for event in left] == ["investigation_deleted"]
    assert events.read_feed(backend, "u1", 0, investigation_id="other", limit=100)
    with backend.snapshot() as reader:
        assert list(find_drift(reader)) == []


def test_an_investigation_with_large_events_is_deleted_in_several_transactions(
    backend: CountingBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deletion, "BYTES_PER_TRANSACTION", 150_000)
    large = {"tool_name": "t", "tool_config": {"x": "x" * 100_000}}
    for _ in range(5):
        reports.report(backend, LIMITS, CALLER, "i", {"event_type": "tool_execution_started", "data": large})

    delete(backend)

    assert max(backend.deleted) <= 2
    left = events.read_feed(backend, "u1", 0, investigation_id="i", limit=100)
    assert [event.event_type for event in left] == ["investigation_deleted"]


def test_a_deletion_that_ends_after_its_first_transaction_leaves_a_sound_database(
    backend: CountingBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deletion, "EVENTS_PER_TRANSACTION", 5)
    report(backend, 17)
    (row,) = backend.select("SELECT * FROM investigation_states")

    backend.write(partial(deletion.record_deleted, caller=CALLER, row=row))

    require_consistent(backend)
    assert len(events.read_feed(backend, "u1", 0, investigation_id="i", limit=100)) > 1


def test_a_deletion_is_answered_as_done_when_the_storage_fails_after_its_first_transaction(
    backend: CountingBackend, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(deletion, "EVENTS_PER_TRANSACTION", 5)
    report(backend, 17)
    backend.changes_left = 1

    deletion.delete(backend, CALLER, "i", ANY)

    assert backend.select("SELECT * FROM investigation_states") == []
    assert "Events of the deleted investigation i are left to retention" in caplog.text
    require_consistent(backend)


def test_the_events_of_an_investigation_that_has_the_id_since_stay(
    backend: CountingBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deletion, "EVENTS_PER_TRANSACTION", 5)
    outcome = deletion.delete(backend, CALLER, "i", ANY)
    create(backend)
    report(backend, 7)

    deletion.delete_more_events(backend, "i", outcome.event_ids[-1])

    left = events.read_feed(backend, "u1", 0, investigation_id="i", limit=100)
    assert [event.event_type for event in left] == ["investigation_deleted", "state_updated", *["log_appended"] * 7]


def test_many_investigations_are_archived_in_several_transactions(backend: CountingBackend) -> None:
    names = [f"many{n}" for n in range(12)]
    for name in names:
        create(backend, name)
    backend.audited.clear()

    outcome = archive_investigations(backend, CALLER, [*names, "unknown"])

    assert max(backend.audited) == ARCHIVED_PER_TRANSACTION
    assert sum(backend.audited) == 12
    assert '"archived":12,"failed":1' in outcome.body


def test_a_change_that_is_too_large_begins_no_transaction(backend: CountingBackend) -> None:
    backend.deleted.clear()
    settings = {"description": "x" * 60_000} | SETTINGS

    with pytest.raises(TooLarge):
        editing.replace(backend, LIMITS, CALLER, "i", {"progress": LARGE}, ANY)
    with pytest.raises(TooLarge):
        editing.create(backend, LIMITS, CALLER, {"investigation_id": "large", "settings": settings})

    assert backend.deleted == []
