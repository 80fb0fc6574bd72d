"""`recover` (contract section 10): the result is consistent after any damage, and losses are reported."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.command_line import Run, failed
from tests.support.store.filled_database import (
    damage,
    epoch,
    opened,
    page_of_rows,
    query,
    states,
    verify_unchanged,
)
from wizard_service.store.sqlite.connection import connect_existing

IDS = "SELECT investigation_id FROM investigation_states"


@pytest.mark.parametrize("tenth", [1, 4, 7, 9])
def test_overwritten_pages_cost_only_the_rows_in_them(run: Run, database: Path, tenth: int) -> None:
    before = {name for (name,) in query(database, IDS)}
    old_epoch = epoch(database)
    damage(database, page=page_of_rows(database, database.stat().st_size // 4096 * tenth // 10), pages=2)
    damaged = database.read_bytes()

    result = run("recover")

    assert (result.exit_code, result.stderr) == (0, "")
    verify_unchanged(run)
    assert epoch(database) != old_epoch
    kept = {name for (name,) in query(database, IDS)}
    assert kept <= before
    reported = {line.split()[1] for line in result.stdout.splitlines() if " is lost: " in line}
    assert reported <= before - kept
    assert len(before - kept) <= len(before) // 2
    (aside,) = [path for path in database.parent.glob("cli.db.replaced-*") if path.suffix != ".tail"]
    assert aside.read_bytes() == damaged


def test_check_reports_the_damage_and_the_remedy(run: Run, database: Path) -> None:
    pages = [page for (page,) in query(database, "SELECT rootpage FROM sqlite_master WHERE name = 'events'")]
    damage(database, page=pages[0] - 1)

    result = run("check")

    assert result.exit_code == 1
    assert "damaged" in result.stderr
    assert "recover" in result.stderr


def test_lost_states_are_rebuilt_from_their_events(run: Run, database: Path) -> None:
    before = states(database)
    (page,) = query(database, "SELECT rootpage FROM sqlite_master WHERE name = 'investigation_states'")[0]
    damage(database, page=page - 1)

    result = run("recover")

    assert result.exit_code == 0
    verify_unchanged(run)
    assert states(database) == before
    assert result.stdout.count("is rebuilt from its events") == len(before)


def test_lost_events_leave_the_states_and_move_the_retention_floor(run: Run, database: Path) -> None:
    before = query(database, IDS)
    (page,) = query(database, "SELECT rootpage FROM sqlite_master WHERE name = 'events'")[0]
    damage(database, page=page - 1)

    assert run("recover").exit_code == 0
    verify_unchanged(run)
    assert query(database, IDS) == before
    assert query(database, "SELECT 1 FROM feeds WHERE pruned < head") == []
    assert query(database, "SELECT seq FROM sqlite_sequence WHERE name = 'events'") != [(0,)]


def test_a_state_that_is_older_than_its_events_is_brought_up_to_date(run: Run, database: Path) -> None:
    query(database, "UPDATE investigation_states SET version = 1, progress_json = NULL WHERE user_id = 'u1'")

    assert run("recover").exit_code == 0
    verify_unchanged(run)
    assert query(database, "SELECT DISTINCT version FROM investigation_states WHERE user_id = 'u1'") == [(6,)]


def test_a_lost_log_leaves_a_consistent_database_with_a_new_epoch(run: Run, database: Path) -> None:
    connection = connect_existing(database)
    connection.execute("DELETE FROM events WHERE owner = 'u2'")
    connection.commit()
    with closing(connection):
        wal = Path(f"{database}-wal")
        content = wal.read_bytes()
    # After a power loss, the log may have lost its end.
    wal.write_bytes(content[: len(content) // 2])
    before = epoch(database)

    assert run("recover").exit_code == 0
    verify_unchanged(run)
    assert epoch(database) != before


def test_derived_columns_and_entity_types_are_written_again(run: Run, database: Path) -> None:
    query(database, "UPDATE investigation_states SET name = 'wrong' WHERE investigation_id = 'inv-0-0'")
    query(database, "DELETE FROM investigation_entity_types")
    failed(run("verify", "state"), "name is 'wrong'", "entity types")

    assert run("recover").exit_code == 0
    verify_unchanged(run)


def test_an_undamaged_database_loses_nothing(run: Run, database: Path) -> None:
    tables = ("investigation_states", "events", "investigation_audit_log", "feeds", "investigation_entity_types")
    before = [query(database, f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables]

    result = run("recover")

    assert result.exit_code == 0
    assert "lost" not in result.stdout
    assert [query(database, f"SELECT * FROM {table} ORDER BY 1, 2") for table in tables] == before


def test_numbers_of_deleted_rows_are_not_used_again(run: Run, database: Path) -> None:
    (newest,) = query(database, "SELECT seq FROM sqlite_sequence WHERE name = 'events'")[0]
    query(database, "DELETE FROM events")

    assert run("recover").exit_code == 0
    assert query(database, "SELECT seq FROM sqlite_sequence WHERE name = 'events'")[0][0] >= newest


def test_a_recovered_database_can_be_written_to(run: Run, database: Path) -> None:
    damage(database, page=page_of_rows(database, 40, 3), pages=3)
    run("recover")

    with closing(opened(database)) as store:
        store.write(lambda tx: tx.execute("DELETE FROM tickets"))
    verify_unchanged(run)


def test_nothing_is_replaced_when_nothing_can_be_read(run: Run, database: Path) -> None:
    damage(database, page=0)
    before = database.read_bytes()

    failed(run("recover"), "restore a backup")
    assert database.read_bytes() == before
    assert not list(database.parent.glob("cli.db.replaced-*"))


def test_recover_needs_a_database(run: Run, database: Path) -> None:
    database.unlink()

    failed(run("recover"), "does not exist")


def test_readable_rows_that_violate_the_schema_are_reported_as_lost(run: Run, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = 1")
        connection.execute("UPDATE investigation_states SET settings_json = '{' WHERE investigation_id = 'inv-0-0'")
        connection.commit()

    result = run("recover")

    assert "investigation_states: 31 rows, 1 lost" in result.stdout
    verify_unchanged(run)
