"""A checksum covers logical values, is renewed with them, and never hides the damage of another column."""

import hashlib
import sqlite3
from typing import Any

import pytest
from peewee import Model

from tests.support.store.rows import MOMENT, ROWS, TRACE_ID, event
from wizard_service.store import Backend
from wizard_service.store.checked_rows import CHECKED_TABLES, rows_of, table_name
from wizard_service.store.checksums import checksums_of, find_faults, is_covered, renewed_checksums, with_checksums
from wizard_service.store.models import EntityType, EventRow, Feed, State
from wizard_service.store.repositories import credentials, states
from wizard_service.store.repositories.events import append_events

STATE = {name: value for name, value in ROWS["investigation_states"].items() if not name.endswith("_checksum")}
EXAMPLES = [(table, column) for table in CHECKED_TABLES for column in ROWS[table_name(table)]]
NOT_COVERED = {
    ("investigation_states", "last_accessed"),
    ("investigation_states", "name_key"),
    ("feeds", "head"),
    ("events", "commit_seq"),
    ("denied_attempts", "attempt_seq"),
    ("audit_purges", "purge_seq"),
    ("revocations", "revocation_seq"),
    ("executor_leases", "last_seen_at"),
    ("executor_leases", "expires_at"),
}


def example(table: type[Model]) -> dict[str, Any]:
    return with_checksums(table, {k: v for k, v in ROWS[table_name(table)].items() if not k.endswith("_checksum")})


@pytest.mark.parametrize(("table", "column"), EXAMPLES, ids=lambda part: getattr(part, "__name__", part))
def test_every_column_is_covered_unless_it_is_stored_twice(table: type[Model], column: str) -> None:
    row = example(table)
    value = row[column]

    faults = find_faults(table, row | {column: value + 1 if isinstance(value, int | float) else f"{value}!"})

    assert bool(faults) is ((table_name(table), column) not in NOT_COVERED)


@pytest.mark.parametrize("table", CHECKED_TABLES, ids=lambda table: table.__name__)
def test_a_row_that_was_not_changed_matches(table: type[Model]) -> None:
    row = example(table)

    assert is_covered(table, row)
    assert find_faults(table, row) == []


@pytest.mark.parametrize(
    ("table", "column", "encoded"),
    [
        (
            EventRow,
            "row_checksum",
            f'["u1",1,"inv_1",1,"state_updated","{MOMENT}","{MOMENT}","u1","USER","r1","{TRACE_ID}",2]{{}}',
        ),
        (State, "settings_checksum", '["inv_1",2]{}'),
        (Feed, "row_checksum", '["u1",0]'),
    ],
)
def test_a_checksum_is_the_hash_of_the_documented_bytes(table: type[Model], column: str, encoded: str) -> None:
    # Stored checksums must stay valid: another encoding needs a migration.
    first_bytes = hashlib.sha256(encoded.encode()).digest()[:8]

    assert example(table)[column] == int.from_bytes(first_bytes, "big", signed=True)


def test_the_checksum_of_an_event_from_before_trace_ids_stays_valid() -> None:
    encoded = f'["u1",1,"inv_1",1,"state_updated","{MOMENT}","{MOMENT}","u1","USER","r1",2]{{}}'
    stored = int.from_bytes(hashlib.sha256(encoded.encode()).digest()[:8], "big", signed=True)

    assert find_faults(EventRow, example(EventRow) | {"trace_id": None, "row_checksum": stored}) == []


def test_a_value_that_moves_to_the_next_column_does_not_match() -> None:
    row = with_checksums(EventRow, example(EventRow) | {"actor": "u1", "source": ""})

    assert find_faults(EventRow, row | {"actor": "", "source": "u1"})
    assert find_faults(EventRow, row | {"actor": "u", "source": "1"})


@pytest.mark.parametrize("value", [b"u1", "u1\udcff", None, 7])
def test_a_value_of_another_type_or_that_is_no_text_does_not_match(value: object) -> None:
    assert find_faults(EventRow, example(EventRow) | {"actor": value})
    assert find_faults(EventRow, example(EventRow) | {"data": value})


def test_a_null_column_that_is_added_at_the_end_keeps_checksums_valid() -> None:
    (whole, *_) = checksums_of(State)
    longer = whole.__class__(whole.column, (*whole.columns, "added"), whole.floats, whole.body)
    row = STATE | {"navigation_json": None}

    assert longer.of(row) == whole.of(row)
    assert longer.of(row | {"added": 1}) != whole.of(row)


def test_a_whole_number_in_a_float_column_is_the_float_that_is_read_back(store: Backend) -> None:
    store.write(lambda tx: states.insert(tx, STATE | {"risk_score": 50}))

    row = states.find(store, "inv_1")

    assert row
    assert isinstance(row["risk_score"], float)
    assert find_faults(State, row) == []


def test_a_change_renews_the_checksums_of_the_columns_that_it_names() -> None:
    row = example(State)

    changes = renewed_checksums(State, row, {"settings_json": "[]", "version": 2})

    assert set(changes) == {"settings_checksum", "row_checksum"}
    assert find_faults(State, row | {"settings_json": "[]", "version": 2} | changes) == []


def test_a_change_does_not_hide_the_damage_of_another_column() -> None:
    damaged = example(State) | {"user_id": "u2"}
    changes = {"version": 2, "progress_json": "[]"}

    after = damaged | changes | renewed_checksums(State, damaged, changes)

    assert [fault.checksum for fault in find_faults(State, after)] == ["row_checksum"]


def test_a_change_covers_a_row_from_before_there_were_checksums() -> None:
    row = STATE | {checksum.column: None for checksum in checksums_of(State)}

    assert find_faults(State, row) == []
    assert not is_covered(State, row)
    after = row | {"version": 2} | renewed_checksums(State, row, {"version": 2})
    assert is_covered(State, after)
    assert find_faults(State, after) == []


def test_a_table_without_checksums_has_none() -> None:
    assert with_checksums(EntityType, {"investigation_id": "i", "entity_type": "t"}) == {
        "investigation_id": "i",
        "entity_type": "t",
    }


def test_inserted_rows_have_their_checksums(store: Backend) -> None:
    store.write(lambda tx: append_events(tx, "u1", [event(), event(version=2)]))

    with rows_of(store, EventRow) as rows:
        stored = list(rows)

    assert [is_covered(EventRow, row) for row in stored] == [True, True]
    assert [find_faults(EventRow, row) for row in stored] == [[], []]


def test_a_damaged_ticket_is_used_up_and_not_returned(store: Backend, outside: sqlite3.Connection) -> None:
    store.write(lambda tx: credentials.insert_ticket(tx, ROWS["tickets"]))
    outside.execute("UPDATE tickets SET scope = 'wizard:admin'")

    assert store.write(lambda tx: credentials.redeem_ticket(tx, "0" * 64)) is None

    assert outside.execute("SELECT count(*) FROM tickets").fetchone() == (0,)
