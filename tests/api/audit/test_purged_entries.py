"""A chain without the entries that retention has purged is valid; any other gap is not (contract section 9)."""

import sqlite3
from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.support.api.audit_tampering import AUDIT, found_by_endpoint, ids
from tests.support.api.client import Api, Document, document, event, problem
from tests.support.command_line import Run
from wizard_service.store import Backend, Transaction
from wizard_service.store.repositories import audit_chain


def purge(store: Backend, entry_ids: list[str]) -> None:
    """Delete entries from the beginning of the trail, as retention does."""

    def change(tx: Transaction) -> None:
        newest = tx.select("SELECT * FROM investigation_audit_log WHERE entry_id = ?", (entry_ids[-1],))
        audit_chain.begin_purge(tx, "")
        audit_chain.put_anchor(tx, "mine", newest[0])
        for entry_id in entry_ids:
            tx.execute("DELETE FROM investigation_audit_log WHERE entry_id = ?", (entry_id,))
        audit_chain.end_purge(tx)

    store.write(change)


@pytest.mark.parametrize("dropped", [1, 5, 11])
def test_a_chain_is_valid_after_its_beginning_was_purged(
    owner: Api, run: Run, store: Backend, trail: list[str], dropped: int
) -> None:
    purge(store, trail[:dropped])
    assert found_by_endpoint(owner, run) == (True, None)

    owner.report("mine", event("progress_updated", percent_complete=1))

    assert document(owner.audit("mine", "/verify")) == {"valid": True, "entries": 12 - dropped}


def test_a_second_purge_moves_the_anchor(owner: Api, run: Run, store: Backend, trail: list[str]) -> None:
    purge(store, trail[:4])
    purge(store, trail[4:8])

    assert found_by_endpoint(owner, run) == (True, None)
    anchored = store.select_tuples("SELECT entries, deletions FROM audit_anchors")
    assert anchored == [(8, 0)]


def test_a_missing_entry_after_the_anchor_is_found(
    owner: Api, run: Run, store: Backend, outside: sqlite3.Connection, trail: list[str]
) -> None:
    purge(store, trail[:5])
    outside.execute(f"DELETE FROM {AUDIT} WHERE entry_id = ?", (trail[5],))

    assert found_by_endpoint(owner, run) == (False, trail[6])


def test_an_entity_tag_is_not_reused_after_the_deletion_was_purged(
    owner: Api, store: Backend, settings: Document, trail: list[str]
) -> None:
    tag = owner.get("mine").headers["ETag"].rpartition(".")[0]
    owner.delete("mine", {"If-Match": "*"})
    purge(store, ids(owner))

    owner.create(investigation_id="mine", settings=settings)

    assert owner.get("mine").headers["ETag"].rpartition(".")[0] == f"{tag}-1"
    assert document(owner.audit("mine", "/verify")) == {"valid": True, "entries": 1}


def test_an_id_whose_trail_was_purged_is_still_that_of_its_last_owner(
    owner: Api, token_for: Callable[..., str], store: Backend, trail: list[str]
) -> None:
    owner.delete("mine", {"If-Match": "*"})
    purge(store, ids(owner))

    other = replace(owner, user_id="u2", token=token_for("u2"))
    problem(other.create(investigation_id="mine"), 409, "already_exists")
    document(owner.create(investigation_id="mine"), 201)
