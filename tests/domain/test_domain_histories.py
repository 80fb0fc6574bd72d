"""What must hold after any series of operations (hypothesis, stateful)."""

import tempfile
from pathlib import Path
from typing import Any

import orjson
import strategies as some
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from wizard_service.config import DatabaseSettings, StateSettings
from wizard_service.domain import (
    audit,
    history,
    history_list,
    investigations,
    lifecycle,
    log_lines,
    merge_patch,
    reports,
    time_travel,
)
from wizard_service.domain.audit_chain import verify_chain
from wizard_service.domain.caller import Caller
from wizard_service.domain.events import Event, fold_all
from wizard_service.domain.navigation import navigation_of
from wizard_service.domain.preconditions import Precondition, changes_since
from wizard_service.domain.states import document_of
from wizard_service.domain.tokens import DEFAULT_SCOPES, Principal
from wizard_service.errors import Conflict, PreconditionFailed, ValidationError
from wizard_service.store import Store
from wizard_service.store.migrations import migrate
from wizard_service.store.models import AuditEntry, State
from wizard_service.store.models import Event as EventRow

CALLER = Caller(Principal("u1", DEFAULT_SCOPES, float("inf")), "USER", "request")
LIMITS = StateSettings()
IDS = st.sampled_from(["i1", "i2"])


class Histories(RuleBasedStateMachine):
    """Two investigations of one owner, changed in every way there is."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        database = Path(self._folder.name) / "wizard.db"
        migrate(database)
        self.store = Store(DatabaseSettings(url=f"sqlite:///{database}"))
        self.versions: dict[str, int] = {}
        self.tags: set[tuple[str, str]] = set()
        self.past: dict[tuple[str, int], dict[str, Any]] = {}

    def teardown(self) -> None:
        self.store.close()
        self._folder.cleanup()

    def expect(self, investigation_id: str, change: Any) -> None:
        """Run a change; a refused one changes nothing, an accepted one grows the version by one."""
        try:
            outcome = change()
        except (Conflict, ValidationError, PreconditionFailed):
            return
        self.versions[investigation_id] = self.versions.get(investigation_id, 0) + 1
        assert outcome.version == self.versions[investigation_id]
        assert (investigation_id, outcome.etag) not in self.tags
        self.tags.add((investigation_id, outcome.etag))
        for row in self.store.read(State.select().where(State.investigation_id == investigation_id)):
            self.past[investigation_id, row["version"]] = log_lines.without_lines(document_of(row))

    @rule(investigation_id=IDS, members=st.fixed_dictionaries({}, optional={"settings": some.SETTINGS}))
    def create(self, investigation_id: str, members: dict[str, Any]) -> None:
        named = members | {"investigation_id": investigation_id}
        existed = investigation_id in self.versions
        self.expect(investigation_id, lambda: investigations.create(self.store, LIMITS, CALLER, named))
        assert existed or self.versions[investigation_id] == 1

    @precondition(lambda self: self.versions)
    @rule(
        data=st.data(),
        members=st.fixed_dictionaries(
            {},
            optional={
                "settings": some.SETTINGS,
                "progress": some.PROGRESS,
                "results": some.RESULTS,
                "wizard_step": st.sampled_from(["SETTINGS", "PROGRESS", "RESULTS"]),
                "status": st.sampled_from(["IN_PROGRESS", "COMPLETED", "ERROR", "CANCELLED"]),
            },
        ),
    )
    def replace(self, data: st.DataObject, members: dict[str, Any]) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        seen = Precondition(version=self.versions[chosen])
        self.expect(chosen, lambda: investigations.replace(self.store, LIMITS, CALLER, chosen, members, seen))

    @precondition(lambda self: self.versions)
    @rule(data=st.data(), changes=some.MERGE_PATCHES, behind=st.integers(0, 1))
    def patch(self, data: st.DataObject, changes: dict[str, Any], behind: int) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        seen = Precondition(version=self.versions[chosen] - behind)
        self.expect(chosen, lambda: investigations.patch(self.store, LIMITS, CALLER, chosen, changes, seen))

    @precondition(lambda self: self.versions)
    @rule(data=st.data(), reported=st.lists(some.REPORTS, min_size=1, max_size=4))
    def report(self, data: st.DataObject, reported: list[Any]) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        self.expect(chosen, lambda: reports.report(self.store, LIMITS, CALLER, chosen, reported))

    @precondition(lambda self: self.versions)
    @rule(data=st.data(), act=st.sampled_from([lifecycle.retry, lifecycle.cancel]))
    def act(self, data: st.DataObject, act: Any) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        self.expect(chosen, lambda: act(self.store, CALLER, chosen))

    @precondition(lambda self: self.versions)
    @rule(data=st.data(), goal=some.TARGETS)
    def navigate(self, data: st.DataObject, goal: dict[str, str]) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        self.expect(chosen, lambda: lifecycle.navigate(self.store, CALLER, chosen, goal))

    @precondition(lambda self: self.versions)
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        version = data.draw(st.integers(1, self.versions[chosen]))
        seen = Precondition(any_version=True)
        self.expect(chosen, lambda: time_travel.restore(self.store, LIMITS, CALLER, chosen, version, seen))

    @precondition(lambda self: len(self.versions) == 1)
    @rule(data=st.data())
    def fork(self, data: st.DataObject) -> None:
        (source,) = self.versions
        members = {"investigation_id": "i2" if source == "i1" else "i1"}
        members |= data.draw(st.fixed_dictionaries({}, optional={"version": st.integers(1, self.versions[source])}))
        self.expect(members["investigation_id"], lambda: time_travel.fork(self.store, LIMITS, CALLER, source, members))

    @precondition(lambda self: self.versions)
    @rule(data=st.data(), act=st.sampled_from([history.archive, history.restore]))
    def archive_or_restore(self, data: st.DataObject, act: Any) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        (row,) = self.store.read(State.select(State.archived_at).where(State.investigation_id == chosen))
        if bool(row["archived_at"]) == (act is history.restore):
            self.expect(chosen, lambda: act(self.store, CALLER, chosen))
        else:
            assert act(self.store, CALLER, chosen).version == self.versions[chosen]

    @precondition(lambda self: self.versions)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        self.expect(chosen, lambda: investigations.delete(self.store, CALLER, chosen, Precondition(any_version=True)))
        del self.versions[chosen]

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
            page = history_list.list_history(self.store, CALLER.principal, query)
            mine = State.archived_at.is_null(archived == "false")
            rows = self.store.read(State.select().where(mine).order_by(State.investigation_id))
            assert page.total == len(rows)
            shown = [{name: item[name] for name in item if name != "duration_ms"} for item in page.items]
            assert shown == [{name: row[name] for name in history_list.COLUMNS if name in row} for row in rows]
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
        numbers = [row["n"] for row in self.store.read(EventRow.select(EventRow.n).order_by(EventRow.seq))]
        assert numbers == sorted(set(numbers))
        for investigation_id in ("i1", "i2"):
            assert verify_chain(self.store.reader, investigation_id).valid
            previous = audit.CHAIN_START
            entries = AuditEntry.select().where(AuditEntry.investigation_id == investigation_id)
            for entry in self.store.read(entries.order_by(AuditEntry.entry_seq)):
                assert entry["previous_hash"] == previous
                assert entry["hash"] == audit.entry_hash(entry)
                previous = entry["hash"]

    def events_of(self, investigation_id: str) -> list[Event]:
        rows = EventRow.select().where(EventRow.investigation_id == investigation_id).order_by(EventRow.n)
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
