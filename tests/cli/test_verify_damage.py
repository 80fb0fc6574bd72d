"""`verify` names the investigation, the event or the entry that cannot be read, and continues with the others."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.command_line import Run, failed
from tests.support.store.filled_database import filled

# The statements write what a damaged page would hold; the schema does not let the service write any of it.
DAMAGED_STATES = {
    "a document that is no JSON": (
        "UPDATE investigation_states SET settings_json = '{\"name' WHERE investigation_id = 'inv-0-0'",
        "investigation inv-0-0: it cannot be read",
    ),
    "a document that is no object": (
        "UPDATE investigation_states SET progress_json = '7' WHERE investigation_id = 'inv-0-0'",
        "investigation inv-0-0: ",
    ),
    "text that is no UTF-8": (
        "UPDATE investigation_states SET status = CAST(x'ff41' AS TEXT) WHERE investigation_id = 'inv-0-0'",
        "investigation inv-0-0: folding its events gives another status",
    ),
    "an event that is no JSON": (
        "UPDATE events SET data = '{\"lines' WHERE owner = 'u0' AND feed_offset = 2",
        "investigation inv-0-0: its event at offset 2 cannot be read",
    ),
    "an event that is no object": (
        "UPDATE events SET data = '[]' WHERE owner = 'u0' AND feed_offset = 2",
        "investigation inv-0-0: its event at offset 2 cannot be read",
    ),
    "an event without its members": (
        "UPDATE events SET data = '{\"previous_version\": 0}' WHERE owner = 'u0' AND feed_offset = 2",
        "investigation inv-0-0: ",
    ),
    "an event of no type": (
        "UPDATE events SET event_type = 'log_bppended' WHERE owner = 'u0' AND feed_offset = 2",
        "investigation inv-0-0: its event at offset 2 cannot be read",
    ),
    "a key that is no UTF-8": (
        "UPDATE investigation_states SET investigation_id = CAST(x'696eff' AS TEXT) WHERE investigation_id = 'inv-0-0'",
        "investigations: the others cannot be listed",
    ),
    "an owner that is no UTF-8": (
        "UPDATE feeds SET owner = CAST(x'75ff' AS TEXT) WHERE owner = 'u0'",
        "feeds: the others cannot be listed",
    ),
}


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "cli.db"
    filled(path, users=2, each=3, lines=2)
    return path


def write_damage(database: Path, *statements: str) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = 1")
        connection.execute("PRAGMA foreign_keys = 0")
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize("damaged", DAMAGED_STATES)
def test_verify_state_names_the_damaged_row_and_continues(run: Run, database: Path, damaged: str) -> None:
    statement, sentence = DAMAGED_STATES[damaged]
    write_damage(database, statement, "UPDATE feeds SET head = head + 1 WHERE owner = 'u1'")

    failed(run("verify", "state", "--first", "100"), sentence)


def test_verify_state_checks_the_feeds_although_investigations_cannot_be_listed(run: Run, database: Path) -> None:
    write_damage(
        database, DAMAGED_STATES["a key that is no UTF-8"][0], "UPDATE feeds SET head = 900 WHERE owner = 'u1'"
    )

    failed(run("verify", "state"), "investigations: the others", "feed of u1: its last event is")


@pytest.mark.parametrize("column", ["previous_state", "changes", "actor", "timestamp", "hash", "entry_id"])
def test_verify_audit_names_the_damaged_entry(run: Run, database: Path, column: str) -> None:
    write_damage(
        database,
        "DROP TRIGGER audit_log_no_update",
        f"UPDATE investigation_audit_log SET {column} = CAST(x'7bff' AS TEXT)"
        " WHERE investigation_id = 'inv-0-1' AND version = 2",
    )

    result = run("verify", "audit")

    assert isinstance(result.exception, SystemExit)
    assert (result.exit_code, result.stderr.startswith("inv-0-1: entry ")) == (1, True)
