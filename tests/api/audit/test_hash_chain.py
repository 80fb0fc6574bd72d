"""Whatever is changed, dropped or moved in a trail is found by the endpoint and by the command (section 9)."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.support.api.audit_tampering import AUDIT, found_by_endpoint, ids
from tests.support.api.client import Api, document, event
from tests.support.command_line import Run, failed, runner_for
from wizard_service.domain.audit.hash_chain import HASHED
from wizard_service.store.repositories.audit import RANGE_ENTRIES


def test_unchanged_trails_are_valid(owner: Api, run: Run, trail: list[str]) -> None:
    assert document(owner.audit("mine", "/verify")) == {"valid": True, "entries": 11}
    assert run("verify", "audit").stdout == "2 chains, 22 entries, 0 invalid\n"
    assert found_by_endpoint(owner, run) == (True, None)


@pytest.mark.parametrize("position", [0, 5, 10])
def test_an_entry_with_a_changed_byte_in_any_column_is_named(
    owner: Api, run: Run, outside: sqlite3.Connection, trail: list[str], position: int
) -> None:
    where = f"WHERE entry_id = '{trail[position]}'"
    entry = outside.execute(f"SELECT * FROM {AUDIT} {where}").fetchone()
    for column in (*(name for name in HASHED if name not in ("entry_seq", "investigation_id")), "hash"):
        (value,) = outside.execute(f"SELECT {column} FROM {AUDIT} {where}").fetchone()
        changed: Any = value + 1 if isinstance(value, int) else one_byte_changed(value, column)
        named = changed if column == "entry_id" else trail[position]

        outside.execute(f"UPDATE {AUDIT} SET {column} = ? {where}", (changed,))
        assert (column, *found_by_endpoint(owner, run)) == (column, False, named)

        outside.execute(f"UPDATE {AUDIT} SET {column} = ? WHERE entry_id = ?", (value, named))
        assert outside.execute(f"SELECT * FROM {AUDIT} {where}").fetchone() == entry


@pytest.mark.parametrize(("position", "named"), [(0, 1), (5, 6), (10, 9)])
def test_an_entry_that_was_moved_to_another_trail_is_found_in_both(
    owner: Api, run: Run, outside: sqlite3.Connection, trail: list[str], position: int, named: int
) -> None:
    outside.execute(f"UPDATE {AUDIT} SET investigation_id = 'mind' WHERE entry_id = ?", (trail[position],))

    verdict = document(owner.audit("mine", "/verify"))
    assert (verdict["valid"], verdict["first_invalid"]) == (False, trail[named])
    assert "mind: entry" in run("verify", "audit").stderr


def test_an_entry_with_another_number_is_named(
    owner: Api, run: Run, outside: sqlite3.Connection, trail: list[str]
) -> None:
    # No other entry has a number in between, so that the order stays as it is.
    outside.execute(f"UPDATE {AUDIT} SET entry_seq = entry_seq + 1000 WHERE entry_id = ?", (trail[10],))

    assert found_by_endpoint(owner, run) == (False, trail[10])


def one_byte_changed(text: str | None, column: str) -> str:
    if text is None:
        return "added"
    if column == "action_type":
        return "STATE_UPDATED"
    if column == "source":
        return "SYSTEM"
    if column in ("previous_state", "changes", "action_types"):
        # Still JSON, as the table asks for.
        return text + " "
    return ("b" if text[0] == "a" else "a") + text[1:]


def test_an_entry_far_from_the_beginning_is_named(
    owner: Api, run: Run, outside: sqlite3.Connection, trail: list[str]
) -> None:
    for number in range(2 * RANGE_ENTRIES):
        owner.report("mine", event("progress_updated", percent_complete=number))
    far = ids(owner)[2 * RANGE_ENTRIES + 3]
    outside.execute(f"UPDATE {AUDIT} SET timestamp = '2020' WHERE entry_id = ?", (far,))

    assert found_by_endpoint(owner, run) == (False, far)
    assert document(owner.audit("mine", "/verify"))["entries"] == 2 * RANGE_ENTRIES + len(trail)


def test_bytes_that_are_not_utf_8_are_found(
    owner: Api, run: Run, outside: sqlite3.Connection, trail: list[str]
) -> None:
    outside.execute(f"UPDATE {AUDIT} SET actor = CAST(x'75ff' AS TEXT) WHERE entry_id = ?", (trail[7],))

    assert found_by_endpoint(owner, run) == (False, trail[7])


@pytest.mark.parametrize("position", [0, 5, 9])
def test_a_missing_entry_is_found_at_the_entry_after_it(
    owner: Api, run: Run, outside: sqlite3.Connection, trail: list[str], position: int
) -> None:
    outside.execute(f"DELETE FROM {AUDIT} WHERE entry_id = ?", (trail[position],))

    assert found_by_endpoint(owner, run) == (False, trail[position + 1])


def test_a_missing_end_is_found_by_the_version_of_the_state(
    owner: Api, run: Run, outside: sqlite3.Connection, trail: list[str]
) -> None:
    outside.execute(f"DELETE FROM {AUDIT} WHERE entry_id = ?", (trail[-1],))

    assert found_by_endpoint(owner, run) == (False, trail[-2])


def test_a_missing_deletion_is_found(owner: Api, run: Run, outside: sqlite3.Connection, trail: list[str]) -> None:
    owner.delete("mine", {"If-Match": "*"})
    assert found_by_endpoint(owner, run) == (True, None)
    outside.execute(f"DELETE FROM {AUDIT} WHERE action_type = 'STATE_DELETED'")

    assert found_by_endpoint(owner, run) == (False, trail[-1])


def test_a_missing_trail_is_found(owner: Api, run: Run, outside: sqlite3.Connection, trail: list[str]) -> None:
    outside.execute(f"DELETE FROM {AUDIT} WHERE investigation_id = 'mine'")

    assert found_by_endpoint(owner, run) == (False, None)


def test_exchanged_entries_are_found(owner: Api, run: Run, outside: sqlite3.Connection, trail: list[str]) -> None:
    numbers = [
        outside.execute(f"SELECT entry_seq FROM {AUDIT} WHERE entry_id = ?", (trail[place],)).fetchone()[0]
        for place in (5, 6)
    ]
    for entry_id, number in ((trail[5], -1), (trail[6], numbers[0]), (trail[5], numbers[1])):
        outside.execute(f"UPDATE {AUDIT} SET entry_seq = ? WHERE entry_id = ?", (number, entry_id))

    assert found_by_endpoint(owner, run) == (False, trail[6])


def test_a_trail_can_be_verified_while_it_grows(owner: Api, trail: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def write_meanwhile() -> None:
        owner.report("mine", event("progress_updated", percent_complete=1))
        if owner.state("mine")["version"] > 50:
            monkeypatch.undo()

    monkeypatch.setattr("wizard_service.domain.audit.hash_chain.yield_between_batches", write_meanwhile)

    assert document(owner.audit("mine", "/verify"))["valid"] is True


def test_the_command_names_an_unusable_database(tmp_path: Path) -> None:
    result = runner_for(tmp_path / "missing.db")("verify", "audit")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "unable to open" in result.stderr


def test_the_command_fails_for_an_id_that_never_had_a_trail(owner: Api, run: Run, trail: list[str]) -> None:
    failed(run("verify", "audit", "--investigation", "mind"), "mind")

    owner.delete("mine", {"If-Match": "*"})
    assert run("verify", "audit", "--investigation", "mine").exit_code == 0
