"""Writes that any version may precede (`If-Match: *`, contract section 3) while others write."""

from typing import Any

import pytest

from wizard_service.config import StateSettings
from wizard_service.domain.identity.caller import Caller, Outcome
from wizard_service.domain.identity.principal import READ, WRITE, Principal
from wizard_service.domain.investigations import access, editing, recorder, reports
from wizard_service.domain.investigations.idempotency import Mutation
from wizard_service.domain.investigations.preconditions import ATTEMPTS, Precondition, compare_and_swap
from wizard_service.domain.investigations.state import Row, document_of, state_json
from wizard_service.errors import StorageUnavailable
from wizard_service.store import Backend, Transaction

CALLER = Caller(Principal("u1", frozenset({READ, WRITE}), 4e9), "USER", "r1")
REPORT = {"event_type": "log_appended", "data": {"lines": [{"message": "m"}]}}


def write_after_others(store: Backend, others: int) -> Outcome:
    """Write over any version, while others are faster so many times."""
    editing.create(store, StateSettings(), CALLER, {"investigation_id": "i1"})
    rest = iter(range(others))

    def find() -> Row:
        return access.get_editable(store, CALLER.principal, "i1")

    def prepare(row: Row) -> Mutation:
        before = document_of(row)
        if next(rest, None) is not None:
            reports.report(store, StateSettings(), CALLER, "i1", REPORT)

        def change(tx: Transaction) -> Outcome:
            after: dict[str, Any] = before | {"status": "ERROR", "version": before["version"] + 1, "updated_at": tx.now}
            written, stored = recorder.record_changed(tx, CALLER, row, before, recorder.Change(after))
            return recorder.outcome_of(tx, written, stored, state_json(written))

        return change

    return compare_and_swap(store, CALLER, Precondition(any_version=True), find, prepare)


def test_a_write_over_any_version_is_repeated_after_faster_writes(store: Backend) -> None:
    assert write_after_others(store, ATTEMPTS - 1).version == ATTEMPTS + 1


def test_a_write_over_any_version_that_others_always_overtake_may_be_sent_again(store: Backend) -> None:
    with pytest.raises(StorageUnavailable):
        write_after_others(store, ATTEMPTS)
