"""`recover` loses what is damaged: other investigations, other owners and the rest of a feed keep their events."""

from pathlib import Path

import pytest

from tests.support.command_line import Run, failed, runner_for
from tests.support.store.filled_database import damage, filled, query, states, verify_unchanged

PAGE_BYTES = 4096
EVENTS = "SELECT owner, feed_offset, investigation_id, version FROM events ORDER BY commit_seq"
PAGES = "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno"
LOSSES = "SELECT owner, events FROM feed_losses"


def test_an_investigation_keeps_the_events_after_a_gap_and_others_keep_all(run: Run, database: Path) -> None:
    query(database, "DELETE FROM events WHERE investigation_id = 'inv-1-0' AND version = 3")
    before = query(database, EVENTS)
    failed(run("verify", "state"), "inv-1-0", "version 3")

    result = run("recover")

    assert "inv-1-0: its events up to version 2 do not lead to its state" in result.stdout
    verify_unchanged(run)
    assert query(database, EVENTS) == [row for row in before if row[2] != "inv-1-0" or row[3] > 3]
    assert query(database, "SELECT 1 FROM feeds WHERE pruned > 0") == []


def test_events_that_end_before_the_state_are_deleted_and_others_keep_all(run: Run, database: Path) -> None:
    query(database, "DELETE FROM events WHERE investigation_id = 'inv-1-0' AND version = 6")
    before = query(database, EVENTS)

    assert "inv-1-0: its events up to version 5 do not lead to its state" in run("recover").stdout
    verify_unchanged(run)
    assert query(database, EVENTS) == [row for row in before if row[2] != "inv-1-0"]


@pytest.mark.parametrize("tenth", [0, 3, 6, 9])
def test_a_damaged_page_of_events_costs_no_event_of_other_investigations(run: Run, database: Path, tenth: int) -> None:
    pages = [page for (page,) in query(database, PAGES, "events")]
    before, states_before = query(database, EVENTS), states(database)
    damage(database, page=pages[len(pages) * tenth // 10] - 1)

    assert run("recover").exit_code == 0

    verify_unchanged(run)
    lost = set(before) - set(query(database, EVENTS))
    # A page holds about seven of the events, which the fixture writes one investigation after the other.
    assert 1 <= len({investigation_id for _, _, investigation_id, _ in lost}) <= 4
    assert states(database) == states_before


def test_a_damaged_index_costs_no_event(run: Run, database: Path) -> None:
    before = query(database, EVENTS)
    for (page,) in query(database, PAGES, "events_by_investigation"):
        damage(database, page=page - 1)

    assert run("recover").exit_code == 0
    verify_unchanged(run)
    assert query(database, EVENTS) == before


def test_lost_events_of_a_feed_without_deletions_are_recorded(tmp_path: Path) -> None:
    database = tmp_path / "cli.db"
    filled(database, users=2, each=3, lines=4)
    query(database, "DELETE FROM events WHERE investigation_id = 'inv-1-1' AND version = 3")
    run = runner_for(database)
    failed(run("verify", "state"), "feed of u1: 1 events are missing")

    assert run("recover").exit_code == 0

    verify_unchanged(run)
    assert query(database, LOSSES) == [("u1", 3)]
    query(database, "DELETE FROM events WHERE investigation_id = 'inv-1-2' AND version = 1")
    failed(run("verify", "state"), "feed of u1: 1 events are missing")


def test_bounds_of_a_feed_that_are_damaged_follow_from_its_events(run: Run, database: Path) -> None:
    query(database, "UPDATE feeds SET head = head + 4096, pruned = 2 WHERE owner = 'u1'")
    query(database, "UPDATE feeds SET head = 1 WHERE owner = 'u2'")
    query(database, "DELETE FROM feeds WHERE owner = 'u3'")
    before = query(database, EVENTS)

    assert run("recover").exit_code == 0

    verify_unchanged(run)
    assert query(database, EVENTS) == before


@pytest.mark.parametrize("percent", [97, 90, 75, 60])
def test_a_file_whose_end_is_cut_off_keeps_the_rows_before_the_cut(run: Run, database: Path, percent: int) -> None:
    before = {state["investigation_id"]: state for state in states(database)}
    size = database.stat().st_size
    schema = max(page for (page,) in query(database, "SELECT pageno FROM dbstat WHERE name = 'sqlite_schema'"))
    with database.open("r+b") as file:
        file.truncate(max(schema * PAGE_BYTES, size * percent // 100))

    result = run("recover")

    assert (result.exit_code, result.stderr) == (0, "")
    verify_unchanged(run)
    kept = {state["investigation_id"]: state for state in states(database)}
    assert kept == {name: before[name] for name in kept}
    assert len(kept) >= len(before) * percent // 200
