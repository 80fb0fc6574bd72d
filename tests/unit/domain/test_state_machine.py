"""What must hold after any series of operations (hypothesis, stateful)."""

from typing import Any

import orjson
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant

from tests.support.domain.operations import CALLER, Operations
from wizard_service.domain import merge_patch
from wizard_service.domain.audit import entries as audit_entries
from wizard_service.domain.audit.hash_chain import verify_chain
from wizard_service.domain.events import Event, fold_all, log_lines
from wizard_service.domain.history import listing
from wizard_service.domain.investigations.navigation import navigation_of
from wizard_service.domain.investigations.preconditions import changes_since
from wizard_service.domain.investigations.state import document_of
from wizard_service.domain.versions import time_travel
from wizard_service.store.models import AuditEntry, EventRow, State


class Histories(Operations):
    """What must hold after each of them."""

    @invariant()
    def folding_the_events_gives_the_state(self) -> None:
        for row in self.store.read(State.select()):
            assert fold_all(self.events_of(row["investigation_id"])) == document_of(row)

    @invariant()
    def every_version_is_shown_as_it_was(self) -> None:
        for investigation_id, newest in self.versions.items():
            for version in range(1, newest + 1):
                earlier = time_travel.at_version(self.store, CALLER.principal, investigation_id, version)
                told = {name: value for name, value in orjson.loads(earlier.body).items() if value is not None}
                assert told == self.past[investigation_id, version]

    @invariant()
    def the_step_is_where_the_history_of_steps_stands(self) -> None:
        for row in self.store.read(State.select()):
            assert navigation_of(row).step == row["wizard_step"]

    @invariant()
    def history_lists_what_the_states_are(self) -> None:
        for archived in ("false", "true"):
            query = {"archived": archived, "sort": "investigation_id", "page": 1, "limit": 10}
            page = listing.list_history(self.store, CALLER.principal, query)
            mine = State.archived_at.is_null(archived == "false")
            rows = self.store.read(State.select().where(mine).order_by(State.investigation_id))
            assert page.total == len(rows)
            shown = [{name: item[name] for name in item if name != "duration_ms"} for item in page.items]
            assert shown == [{name: row[name] for name in listing.COLUMNS if name in row} for row in rows]
            for item in page.items:
                assert (item["duration_ms"] is None) == (item["started_at"] is None or item["completed_at"] is None)

    @invariant()
    def each_version_has_one_audit_entry_and_its_events(self) -> None:
        for row in self.store.read(State.select()):
            versions = list(range(1, row["version"] + 1))
            assert [entry["version"] for entry in self.entries_of(row)] == versions
            assert sorted({event.version for event in self.events_of(row["investigation_id"])}) == versions

    @invariant()
    def the_trail_leads_from_any_version_to_the_present(self) -> None:
        for row in self.store.read(State.select()):
            shown = log_lines.without_lines(document_of(row))
            for version in range(1, row["version"] + 1):
                past = [event for event in self.events_of(row["investigation_id"]) if event.version <= version]
                changes = changes_since(self.store, row, version)
                assert changes is not None
                told = merge_patch.apply_patch(log_lines.without_lines(fold_all(past)), changes)
                assert {**told, "version": 0, "updated_at": ""} == {**shown, "version": 0, "updated_at": ""}

    @invariant()
    def the_feed_has_no_gap_but_what_was_deleted_and_the_chain_holds(self) -> None:
        numbers = [
            row["feed_offset"]
            for row in self.store.read(EventRow.select(EventRow.feed_offset).order_by(EventRow.commit_seq))
        ]
        assert numbers == sorted(set(numbers))
        for investigation_id in ("i1", "i2"):
            assert verify_chain(self.store, investigation_id).valid
            previous = audit_entries.CHAIN_START
            entries = AuditEntry.select().where(AuditEntry.investigation_id == investigation_id)
            for entry in self.store.read(entries.order_by(AuditEntry.entry_seq)):
                assert entry["previous_hash"] == previous
                assert entry["hash"] == audit_entries.entry_hash(entry)
                previous = entry["hash"]

    def events_of(self, investigation_id: str) -> list[Event]:
        rows = EventRow.select().where(EventRow.investigation_id == investigation_id).order_by(EventRow.feed_offset)
        return [
            Event(row["event_type"], orjson.loads(row["data"]), row["version"], row["timestamp"], row["committed_at"])
            for row in self.store.read(rows)
            if row["event_type"] != "investigation_deleted"
        ]

    def entries_of(self, row: dict[str, Any]) -> list[dict[str, Any]]:
        mine = AuditEntry.incarnation == row["incarnation"]
        query = AuditEntry.select().where(AuditEntry.investigation_id == row["investigation_id"], mine)
        return self.store.read(query.order_by(AuditEntry.entry_seq))


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
