"""Whatever is changed, dropped or moved in a trail is found by the endpoint and by the command (section 9)."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from command_line import Run, failed, runner_for
from flask import Flask
from web_api import Api, Document, document, event

from wizard_service.domain.audit import HASHED
from wizard_service.domain.audit_anchor import anchor_chain
from wizard_service.domain.audit_chain import PAGE
from wizard_service.store import Store, Transaction
from wizard_service.store.models import AuditEntry, Meta

AUDIT = "investigation_audit_log"
Tamper = Callable[[str], None]


@pytest.fixture
def owner(app: Flask, token_for: Callable[..., str]) -> Api:
    """Return the API of a service that no other test uses."""
    return Api(app.test_client(), "u1", token_for("u1"))


@pytest.fixture
def run(database_file: Path) -> Run:
    return runner_for(database_file)


@pytest.fixture
def outside(database_file: Path) -> Iterator[sqlite3.Connection]:
    """Return a connection past the guards, as somebody has who may write the file."""
    with closing(sqlite3.connect(database_file, isolation_level=None, timeout=5)) as connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection


@pytest.fixture
def trail(owner: Api, settings: Document) -> list[str]:
    """Return the entry ids of the trail of `mine`, oldest first; beside it there is another one."""
    owner.create(investigation_id="mine", settings=settings, wizard_step="PROGRESS")
    owner.create(investigation_id="other", settings=settings, wizard_step="PROGRESS")
    for number in range(10):
        for investigation_id in ("mine", "other"):
            owner.report(investigation_id, event("progress_updated", percent_complete=number))
    return ids(owner)


def ids(owner: Api) -> list[str]:
    told = document(owner.audit("mine", limit=100))["items"]
    return [each["entry_id"] for each in reversed(told)]


def found_by_endpoint(owner: Api, run: Run) -> tuple[bool, str | None]:
    """Return the endpoint's verdict, which must be the command's."""
    told = document(owner.audit("mine", "/verify"))
    result = run("verify", "audit", "--investigation", "mine")
    assert result.exit_code == (0 if told["valid"] else 1)
    assert told["valid"] or f"mine: entry {told['first_invalid']}: {told['reason']}" in result.stderr
    everything = run("verify", "audit")
    assert everything.exit_code == result.exit_code
    assert everything.stderr == result.stderr
    return told["valid"], told.get("first_invalid")


def test_untouched_trails_are_valid(owner: Api, run: Run, trail: list[str]) -> None:
    assert document(owner.audit("mine", "/verify")) == {"valid": True, "entries": 11}
    assert run("verify", "audit").stdout == "2 chains, 22 entries, 0 not valid\n"
    assert found_by_endpoint(owner, run) == (True, None)


@pytest.mark.parametrize("column", [*HASHED, "hash"])
@pytest.mark.parametrize("position", [0, 5, 10])
def test_entry_with_a_byte_changed_in_any_column_is_named(
    owner: Api, run: Run, outside: sqlite3.Connection, trail: list[str], column: str, position: int
) -> None:
    where = f"entry_id = '{trail[position]}'"
    (value,) = outside.execute(f"SELECT {column} FROM {AUDIT} WHERE {where}").fetchone()
    if column == "investigation_id":
        outside.execute(f"UPDATE {AUDIT} SET investigation_id = 'mind' WHERE {where}")
        assert found_in_another_trail(owner, run) == (False, trail[min(position + 1, 10 - (position == 10))])
        return
    changed: Any = value + 1 if isinstance(value, int) else one_byte_changed(value, column)
    outside.execute(f"UPDATE {AUDIT} SET {column} = ? WHERE {where}", (changed,))

    named = changed if column == "entry_id" else trail[position]
    assert found_by_endpoint(owner, run) == (False, named)


def one_byte_changed(text: str, column: str) -> str:
    if column == "action_type":
        return "STATE_UPDATED"
    if column == "source":
        return "SYSTEM"
    if column in ("previous_state", "changes"):
        # Still JSON, as the table asks for.
        return text + " "
    return ("b" if text[0] == "a" else "a") + text[1:]


def found_in_another_trail(owner: Api, run: Run) -> tuple[bool, str | None]:
    told = document(owner.audit("mine", "/verify"))
    assert "mind: entry" in run("verify", "audit").stderr
    return told["valid"], told["first_invalid"]


def test_entry_far_from_the_beginning_is_named(
    owner: Api, run: Run, outside: sqlite3.Connection, trail: list[str]
) -> None:
    for number in range(2 * PAGE):
        owner.report("mine", event("progress_updated", percent_complete=number))
    far = ids(owner)[2 * PAGE + 3]
    outside.execute(f"UPDATE {AUDIT} SET timestamp = '2020' WHERE entry_id = ?", (far,))

    assert found_by_endpoint(owner, run) == (False, far)
    assert document(owner.audit("mine", "/verify"))["entries"] == 2 * PAGE + len(trail)


def test_byte_that_is_no_text_any_more_is_found(
    owner: Api, run: Run, outside: sqlite3.Connection, trail: list[str]
) -> None:
    outside.execute(f"UPDATE {AUDIT} SET actor = CAST(x'75ff' AS TEXT) WHERE entry_id = ?", (trail[7],))

    assert found_by_endpoint(owner, run) == (False, trail[7])


@pytest.mark.parametrize("position", [0, 5, 9])
def test_entry_that_is_missing_is_found_by_the_one_after_it(
    owner: Api, run: Run, outside: sqlite3.Connection, trail: list[str], position: int
) -> None:
    outside.execute(f"DELETE FROM {AUDIT} WHERE entry_id = ?", (trail[position],))

    assert found_by_endpoint(owner, run) == (False, trail[position + 1])


def test_missing_end_is_found_by_the_version_of_the_state(
    owner: Api, run: Run, outside: sqlite3.Connection, trail: list[str]
) -> None:
    outside.execute(f"DELETE FROM {AUDIT} WHERE entry_id = ?", (trail[-1],))

    assert found_by_endpoint(owner, run) == (False, trail[-2])


def test_missing_deletion_is_found(owner: Api, run: Run, outside: sqlite3.Connection, trail: list[str]) -> None:
    owner.delete("mine", {"If-Match": "*"})
    assert found_by_endpoint(owner, run) == (True, None)
    outside.execute(f"DELETE FROM {AUDIT} WHERE action_type = 'STATE_DELETED'")

    assert found_by_endpoint(owner, run) == (False, trail[-1])


def test_trail_that_is_gone_altogether_is_found(
    owner: Api, run: Run, outside: sqlite3.Connection, trail: list[str]
) -> None:
    outside.execute(f"DELETE FROM {AUDIT} WHERE investigation_id = 'mine'")

    assert found_by_endpoint(owner, run) == (False, None)


def test_entries_that_changed_places_are_found(
    owner: Api, run: Run, outside: sqlite3.Connection, trail: list[str]
) -> None:
    numbers = [
        outside.execute(f"SELECT entry_seq FROM {AUDIT} WHERE entry_id = ?", (trail[place],)).fetchone()[0]
        for place in (5, 6)
    ]
    for entry_id, number in ((trail[5], -1), (trail[6], numbers[0]), (trail[5], numbers[1])):
        outside.execute(f"UPDATE {AUDIT} SET entry_seq = ? WHERE entry_id = ?", (number, entry_id))

    assert found_by_endpoint(owner, run) == (False, trail[6])


def purge(store: Store, entry_ids: list[str]) -> None:
    """Drop entries from the beginning of the trail as retention does."""

    def change(tx: Transaction) -> None:
        newest = AuditEntry.select().where(AuditEntry.entry_id == entry_ids[-1])
        anchor_chain(tx, "mine", next(iter(newest.dicts().execute(tx.database))))
        tx.insert(Meta, [{"key": "audit_purge", "value": ""}])
        for entry_id in entry_ids:
            tx.delete(AuditEntry, {"entry_id": entry_id})
        tx.delete(Meta, {"key": "audit_purge"})

    store.write(change)


@pytest.mark.parametrize("dropped", [1, 5, 11])
def test_head_that_retention_dropped_is_no_fault_and_the_chain_goes_on(
    owner: Api, run: Run, store: Store, trail: list[str], dropped: int
) -> None:
    purge(store, trail[:dropped])
    assert found_by_endpoint(owner, run) == (True, None)

    owner.report("mine", event("progress_updated", percent_complete=1))

    assert document(owner.audit("mine", "/verify")) == {"valid": True, "entries": 12 - dropped}


def test_second_purge_moves_the_anchor(owner: Api, run: Run, store: Store, trail: list[str]) -> None:
    purge(store, trail[:4])
    purge(store, trail[4:8])

    assert found_by_endpoint(owner, run) == (True, None)
    anchored = store.reader.execute_sql("SELECT entries, deletions FROM audit_anchors").fetchall()
    assert anchored == [(8, 0)]


def test_entry_dropped_beside_an_anchor_is_found(
    owner: Api, run: Run, store: Store, outside: sqlite3.Connection, trail: list[str]
) -> None:
    purge(store, trail[:5])
    outside.execute(f"DELETE FROM {AUDIT} WHERE entry_id = ?", (trail[5],))

    assert found_by_endpoint(owner, run) == (False, trail[6])


def test_entity_tag_never_comes_back_though_the_deletion_was_purged(
    owner: Api, store: Store, settings: Document, trail: list[str]
) -> None:
    tag = owner.get("mine").headers["ETag"].rpartition(".")[0]
    owner.delete("mine", {"If-Match": "*"})
    purge(store, ids(owner))

    owner.create(investigation_id="mine", settings=settings)

    assert owner.get("mine").headers["ETag"].rpartition(".")[0] == f"{tag}-1"
    assert document(owner.audit("mine", "/verify")) == {"valid": True, "entries": 1}


def test_trail_is_checked_while_it_grows(owner: Api, trail: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def write_meanwhile(_: float) -> None:
        owner.report("mine", event("progress_updated", percent_complete=1))
        if owner.state("mine")["version"] > 50:
            monkeypatch.undo()

    monkeypatch.setattr("wizard_service.domain.audit_chain.time", SimpleNamespace(sleep=write_meanwhile))

    assert document(owner.audit("mine", "/verify"))["valid"] is True


def test_command_names_an_unusable_database(tmp_path: Path) -> None:
    result = runner_for(tmp_path / "missing.db")("verify", "audit")

    assert (result.exit_code, result.stdout) == (1, "")
    assert "unable to open" in result.stderr


def test_command_fails_for_an_id_that_never_had_a_trail(owner: Api, run: Run, trail: list[str]) -> None:
    failed(run("verify", "audit", "--investigation", "mind"), "mind")

    owner.delete("mine", {"If-Match": "*"})
    assert run("verify", "audit", "--investigation", "mine").exit_code == 0
