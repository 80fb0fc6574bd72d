"""The audit trail is append-only by the table's own guard, and outlives what it describes."""

import sqlite3

import pytest

from tests.support.store.rows import ROWS, insert

AUDIT = "investigation_audit_log"


@pytest.fixture
def trail(outside: sqlite3.Connection) -> sqlite3.Connection:
    """Return a connection to a database with an investigation and two entries about it."""
    insert(outside, "investigation_states")
    insert(outside, "investigation_entity_types")
    insert(outside, "investigation_access")
    insert(outside, AUDIT)
    insert(outside, AUDIT, entry_seq=2, entry_id="e2")
    return outside


def entries(connection: sqlite3.Connection) -> list[tuple[int, str, str]]:
    return connection.execute(f"SELECT entry_seq, entry_id, hash FROM {AUDIT} ORDER BY entry_seq").fetchall()


BOTH = [(1, "e1", "1" * 64), (2, "e2", "1" * 64)]


@pytest.mark.parametrize("column", ROWS[AUDIT])
def test_no_column_of_an_entry_can_be_changed(trail: sqlite3.Connection, column: str) -> None:
    before = trail.execute(f"SELECT * FROM {AUDIT}").fetchall()

    with pytest.raises(sqlite3.IntegrityError, match="audit entries are never changed"):
        trail.execute(f"UPDATE {AUDIT} SET {column} = {column}")

    assert trail.execute(f"SELECT * FROM {AUDIT}").fetchall() == before


@pytest.mark.parametrize("where", ["", "WHERE entry_seq = 2", "WHERE investigation_id = 'inv_1'"])
def test_no_entry_can_be_deleted(trail: sqlite3.Connection, where: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="audit entries are deleted by retention only"):
        trail.execute(f"DELETE FROM {AUDIT} {where}")

    assert entries(trail) == BOTH


@pytest.mark.parametrize("columns", [{"entry_seq": 1, "entry_id": "new"}, {"entry_seq": 9, "entry_id": "e1"}])
@pytest.mark.parametrize("verb", ["INSERT", "INSERT OR REPLACE", "REPLACE"])
def test_no_entry_can_be_replaced(trail: sqlite3.Connection, verb: str, columns: dict[str, object]) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        insert(trail, AUDIT, verb=verb, hash="forged", **columns)

    assert entries(trail) == BOTH


def test_the_trail_outlives_its_investigation_but_shares_and_entity_types_do_not(trail: sqlite3.Connection) -> None:
    trail.execute("DELETE FROM investigation_states")

    assert entries(trail) == BOTH
    assert trail.execute("SELECT count(*) FROM investigation_entity_types").fetchone() == (0,)
    assert trail.execute("SELECT count(*) FROM investigation_access").fetchone() == (0,)


def test_retention_lifts_the_guard_for_its_own_transaction(trail: sqlite3.Connection) -> None:
    trail.execute("BEGIN IMMEDIATE")
    insert(trail, "meta", key="audit_purge")
    trail.execute(f"DELETE FROM {AUDIT} WHERE entry_seq = 1")
    trail.execute("DELETE FROM meta WHERE key = 'audit_purge'")
    trail.execute("COMMIT")

    assert entries(trail) == BOTH[1:]
    with pytest.raises(sqlite3.IntegrityError, match="retention only"):
        trail.execute(f"DELETE FROM {AUDIT}")


def test_lifted_guard_allows_no_change(trail: sqlite3.Connection) -> None:
    insert(trail, "meta", key="audit_purge")

    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        trail.execute(f"UPDATE {AUDIT} SET hash = 'forged'")


def test_number_of_a_purged_newest_entry_is_never_used_again(trail: sqlite3.Connection) -> None:
    insert(trail, "meta", key="audit_purge")
    trail.execute(f"DELETE FROM {AUDIT} WHERE entry_seq = 2")

    insert(trail, AUDIT, entry_seq=None, entry_id="e3")

    assert [seq for seq, _, _ in entries(trail)] == [1, 3]
