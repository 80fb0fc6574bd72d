"""`recover` rebuilds a lost or damaged state from events and audit trail, and deletes nothing that is readable."""

from contextlib import closing
from pathlib import Path

import pytest

from tests.support.command_line import Run
from tests.support.domain.retention import create, interrupt_deletion, report
from tests.support.store.filled_database import LIMITS, caller_for, opened, query, states, verify_unchanged
from wizard_service.domain.events.log_lines import apply_changes, without_lines
from wizard_service.domain.investigations import editing

LOST = "inv-1-0"
EVENTS = f"SELECT version, event_type FROM events WHERE investigation_id = '{LOST}' ORDER BY commit_seq"
ENTRIES = f"SELECT count(*) FROM investigation_audit_log WHERE investigation_id = '{LOST}'"
NO_STATE = f"DELETE FROM investigation_states WHERE investigation_id = '{LOST}'"


def lose_events(database: Path, condition: str) -> None:
    query(database, f"DELETE FROM events WHERE investigation_id = '{LOST}' AND {condition}")


def lose_entries(database: Path, condition: str) -> None:
    name = "audit_log_delete_by_retention_only"
    ((guard,),) = query(database, "SELECT sql FROM sqlite_master WHERE name = ?", name)
    query(database, f"DROP TRIGGER {name}")
    query(database, f"DELETE FROM investigation_audit_log WHERE investigation_id = '{LOST}' AND {condition}")
    query(database, guard)


def test_a_lost_state_is_rebuilt_from_its_audit_trail_and_the_retained_events(run: Run, database: Path) -> None:
    before = states(database)
    lose_events(database, "version = 1")
    query(database, NO_STATE)

    result = run("recover")

    assert f"{LOST}: version 6 is rebuilt from its audit trail, without its log lines before version 2" in result.stdout
    assert states(database) == before
    assert [version for version, _ in query(database, EVENTS)] == [2, 3, 4, 5, 6]
    verify_unchanged(run)
    assert run("verify", "audit").exit_code == 0


def test_a_lost_state_without_events_is_rebuilt_without_log_lines(run: Run, database: Path) -> None:
    before = states(database)
    lose_events(database, "true")
    query(database, NO_STATE)

    result = run("recover")

    assert f"{LOST}: version 6 is rebuilt from its audit trail, without all log lines" in result.stdout
    assert states(database) == [
        apply_changes({}, without_lines(state)) if state["investigation_id"] == LOST else state for state in before
    ]
    verify_unchanged(run)


def test_readable_events_and_audit_entries_of_a_lost_state_stay_and_the_loss_is_described(
    run: Run, database: Path
) -> None:
    lose_events(database, "version = 1")
    lose_entries(database, "version = 1")
    query(database, NO_STATE)

    result = run("recover")

    assert f"investigation {LOST} is lost: its state cannot be read" in result.stdout
    assert "5 audit entries and 5 events of versions 2 to 6 are kept" in result.stdout
    assert [version for version, _ in query(database, EVENTS)] == [2, 3, 4, 5, 6]
    assert query(database, ENTRIES) == [(5,)]
    verify_unchanged(run)


def test_an_id_whose_investigation_is_lost_can_be_used_again(run: Run, database: Path) -> None:
    lose_events(database, "version = 1")
    lose_entries(database, "version = 1")
    query(database, NO_STATE)
    run("recover")

    with closing(opened(database)) as store:
        editing.create(store, LIMITS, caller_for("u1"), {"investigation_id": LOST})

    assert query(database, EVENTS) == [(1, "state_updated")]
    kept = f"SELECT incarnation, version FROM investigation_states WHERE investigation_id = '{LOST}'"
    assert query(database, kept) == [(1, 1)]
    verify_unchanged(run)


@pytest.mark.parametrize("damage", ["version = 70", "version = 2", "incarnation = 4", "name = 'x'"])
def test_a_damaged_row_of_a_state_costs_no_event(run: Run, database: Path, damage: str) -> None:
    lose_events(database, "version = 1")
    before, events = states(database), query(database, EVENTS)
    query(database, f"UPDATE investigation_states SET {damage} WHERE investigation_id = '{LOST}'")

    assert run("recover").exit_code == 0

    assert states(database) == before
    assert query(database, EVENTS) == events
    verify_unchanged(run)


def test_a_damaged_row_that_nothing_replaces_takes_its_version_and_owner_from_the_trail(
    run: Run, database: Path
) -> None:
    lose_events(database, "version = 1")
    lose_entries(database, "version = 1")
    before, events = states(database), query(database, EVENTS)
    query(database, f"UPDATE investigation_states SET version = 70, user_id = 'u2' WHERE investigation_id = '{LOST}'")

    result = run("recover")

    assert f"{LOST}: its state does not match its checksums and is kept as it is" in result.stdout
    assert states(database) == before
    assert query(database, EVENTS) == events
    verify_unchanged(run)


def test_a_deleted_investigation_is_not_rebuilt_from_events_that_its_deletion_has_left(
    run: Run, database: Path
) -> None:
    with closing(opened(database)) as store:
        create(store, "cut")
        report(store, 5, "cut")
        interrupt_deletion(store, "cut")
    query(database, "DELETE FROM events WHERE event_type = 'investigation_deleted' AND investigation_id = 'cut'")

    result = run("recover")

    assert "investigation cut: its events are left of a deleted investigation and are deleted" in result.stdout
    assert query(database, "SELECT 1 FROM events WHERE investigation_id = 'cut'") == []
    assert "cut" not in [state["investigation_id"] for state in states(database)]
    verify_unchanged(run)


def test_an_unfinished_deletion_whose_row_is_lost_is_recorded_again(run: Run, database: Path) -> None:
    with closing(opened(database)) as store:
        create(store, "cut")
        report(store, 5, "cut")
        interrupt_deletion(store, "cut")
    query(database, "DELETE FROM unfinished_deletions")

    run("recover")

    assert "leftover_events 5\n" in run("purge", "--dry-run").stdout
    assert query(database, "SELECT investigation_id, owner FROM unfinished_deletions") == [("cut", "u1")]
