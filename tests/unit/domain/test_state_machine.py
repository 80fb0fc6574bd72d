"""Invariants that hold after any series of operations (hypothesis, stateful)."""

from typing import Any

import orjson
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant

from tests.support.domain.operations import CALLER, Operations
from wizard_service.domain import merge_patch
from wizard_service.domain.audit.hash_chain import CHAIN_START, entry_hash, verify_chain
from wizard_service.domain.events import Event, fold_all, log_lines
from wizard_service.domain.history import listing
from wizard_service.domain.inputs.documents import waiting_columns
from wizard_service.domain.investigations.navigation import navigation_of
from wizard_service.domain.investigations.preconditions import changes_since
from wizard_service.domain.investigations.state import document_of
from wizard_service.domain.versions import time_travel

STATES = "SELECT * FROM investigation_states"
ENTRIES = "SELECT * FROM investigation_audit_log WHERE investigation_id = ? ORDER BY entry_seq"
EVENTS = "SELECT * FROM events WHERE investigation_id = ? ORDER BY feed_offset"


class Histories(Operations):
    """Operations on a store, and the invariants that hold after every operation."""

    @invariant()
    def folding_the_events_gives_the_state(self) -> None:
        for row in self.store.select(STATES):
            assert fold_all(self.events_of(row["investigation_id"])) == document_of(row)

    @invariant()
    def every_version_is_shown_as_it_was(self) -> None:
        for investigation_id, newest in self.versions.items():
            for version in range(1, newest + 1):
                earlier = time_travel.at_version(self.store, CALLER.principal, investigation_id, version)
                response = {name: value for name, value in orjson.loads(earlier.body).items() if value is not None}
                assert response == self.past[investigation_id, version]

    @invariant()
    def the_step_is_where_the_history_of_steps_stands(self) -> None:
        for row in self.store.select(STATES):
            assert navigation_of(row).step == row["wizard_step"]

    @invariant()
    def history_lists_what_the_states_are(self) -> None:
        for archived in ("false", "true"):
            query = {"archived": archived, "sort": "investigation_id", "page": 1, "limit": 10}
            page = listing.list_history(self.store, CALLER.principal, query)
            states = self.store.select(f"{STATES} ORDER BY investigation_id")
            rows = [row for row in states if (row["archived_at"] is None) == (archived == "false")]
            assert page.total == len(rows)
            shown = [{name: item[name] for name in item if name != "duration_ms"} for item in page.items]
            assert shown == [{name: row[name] for name in listing.COLUMNS if name in row} for row in rows]
            for item in page.items:
                assert (item["duration_ms"] is None) == (item["started_at"] is None or item["completed_at"] is None)

    @invariant()
    def the_columns_of_inputs_are_those_of_the_state(self) -> None:
        for row in self.store.select(STATES):
            assert {name: row[name] for name in ("open_inputs", "inputs_expire_at")} == waiting_columns(
                document_of(row)
            )

    @invariant()
    def each_version_has_one_audit_entry_and_its_events(self) -> None:
        for row in self.store.select(STATES):
            versions = list(range(1, row["version"] + 1))
            assert [entry["version"] for entry in self.entries_of(row)] == versions
            assert sorted({event.version for event in self.events_of(row["investigation_id"])}) == versions

    @invariant()
    def the_trail_leads_from_any_version_to_the_present(self) -> None:
        for row in self.store.select(STATES):
            shown = log_lines.without_lines(document_of(row))
            for version in range(1, row["version"] + 1):
                past = [event for event in self.events_of(row["investigation_id"]) if event.version <= version]
                changes = changes_since(self.store, row, version)
                assert changes is not None
                patched = merge_patch.apply_patch(log_lines.without_lines(fold_all(past)), changes)
                assert {**patched, "version": 0, "updated_at": ""} == {**shown, "version": 0, "updated_at": ""}

    @invariant()
    def the_feed_has_no_gap_but_what_was_deleted_and_the_chain_holds(self) -> None:
        numbers = [
            offset for (offset,) in self.store.select_tuples("SELECT feed_offset FROM events ORDER BY commit_seq")
        ]
        assert numbers == sorted(set(numbers))
        for investigation_id in ("i1", "i2"):
            assert verify_chain(self.store, investigation_id).valid
            previous = CHAIN_START
            for entry in self.store.select(ENTRIES, (investigation_id,)):
                assert entry["previous_hash"] == previous
                assert entry["hash"] == entry_hash(entry)
                previous = entry["hash"]

    def events_of(self, investigation_id: str) -> list[Event]:
        return [
            Event(row["event_type"], orjson.loads(row["data"]), row["version"], row["timestamp"], row["committed_at"])
            for row in self.store.select(EVENTS, (investigation_id,))
            if row["event_type"] != "investigation_deleted"
        ]

    def entries_of(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        entries = self.store.select(ENTRIES, (row["investigation_id"],))
        return [entry for entry in entries if entry["incarnation"] == row["incarnation"]]


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
