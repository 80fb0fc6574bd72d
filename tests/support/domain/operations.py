"""Series of operations that hypothesis generates."""

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests.support.domain import strategies as some
from tests.support.store.databases import copy_database
from wizard_service.config import DatabaseSettings, StateSettings
from wizard_service.domain.events import log_lines
from wizard_service.domain.history import deletion
from wizard_service.domain.history.archive import archive_investigation, restore_investigation
from wizard_service.domain.identity.caller import Caller
from wizard_service.domain.identity.principal import DEFAULT_SCOPES, Principal
from wizard_service.domain.inputs import answers
from wizard_service.domain.inputs.expiry import ExpiredInputs
from wizard_service.domain.investigations import commands, editing, reports
from wizard_service.domain.investigations.preconditions import Precondition
from wizard_service.domain.investigations.state import document_of, etag_of
from wizard_service.domain.versions import time_travel
from wizard_service.errors import Conflict, NotFound, PreconditionFailed, ValidationError
from wizard_service.store import open_backend

CALLER = Caller(Principal("u1", DEFAULT_SCOPES, float("inf")), "USER", "request")
LIMITS = StateSettings()
IDS = st.sampled_from(["i1", "i2"])


class Operations(RuleBasedStateMachine):
    """Two investigations of one owner, changed by all operations."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        database = copy_database(Path(self._folder.name))
        self.store = open_backend(DatabaseSettings(url=f"sqlite:///{database}"))
        self.versions: dict[str, int] = {}
        self.tags: set[tuple[str, str]] = set()
        self.past: dict[tuple[str, int], dict[str, Any]] = {}

    def teardown(self) -> None:
        self.store.close()
        self._folder.cleanup()

    def expect(self, investigation_id: str, change: Any) -> None:
        """Run a change. Its version is the next one unless it is refused or changes nothing."""
        try:
            outcome = change()
        except (Conflict, ValidationError, PreconditionFailed):
            return
        if not outcome.event_ids:
            assert outcome.version == self.versions[investigation_id]
            assert (investigation_id, outcome.etag) in self.tags
            return
        self.versions[investigation_id] = self.versions.get(investigation_id, 0) + 1
        assert outcome.version == self.versions[investigation_id]
        assert (investigation_id, outcome.etag) not in self.tags
        self.tags.add((investigation_id, outcome.etag))
        for row in self.store.select(
            "SELECT * FROM investigation_states WHERE investigation_id = ?", (investigation_id,)
        ):
            self.past[investigation_id, row["version"]] = log_lines.without_lines(document_of(row))

    def _note(self, row: dict[str, Any]) -> None:
        """Note the version that the service itself has made."""
        investigation_id, version = row["investigation_id"], row["version"]
        assert version == self.versions[investigation_id] + 1
        self.versions[investigation_id] = version
        self.tags.add((investigation_id, etag_of(row, self.store.epoch)))
        self.past[investigation_id, version] = log_lines.without_lines(document_of(row))

    @rule(investigation_id=IDS, members=st.fixed_dictionaries({}, optional={"settings": some.SETTINGS}))
    def create(self, investigation_id: str, members: dict[str, Any]) -> None:
        named = members | {"investigation_id": investigation_id}
        existed = investigation_id in self.versions
        self.expect(investigation_id, lambda: editing.create(self.store, LIMITS, CALLER, named))
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
        self.expect(chosen, lambda: editing.replace(self.store, LIMITS, CALLER, chosen, members, seen))

    @precondition(lambda self: self.versions)
    @rule(data=st.data(), changes=some.MERGE_PATCHES, behind=st.integers(0, 1))
    def patch(self, data: st.DataObject, changes: dict[str, Any], behind: int) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        seen = Precondition(version=self.versions[chosen] - behind)
        self.expect(chosen, lambda: editing.patch(self.store, LIMITS, CALLER, chosen, changes, seen))

    @precondition(lambda self: self.versions)
    @rule(data=st.data(), reported=st.lists(some.REPORTS, min_size=1, max_size=4))
    def report(self, data: st.DataObject, reported: list[Any]) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        self.expect(chosen, lambda: reports.report(self.store, LIMITS, CALLER, chosen, reported))

    @precondition(lambda self: self.versions)
    @rule(data=st.data(), request_id=some.REQUEST_IDS, answer=st.booleans())
    def answer(self, data: st.DataObject, request_id: str, answer: bool) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        with suppress(NotFound):
            self.expect(chosen, lambda: answers.give(self.store, LIMITS, CALLER, chosen, request_id, answer))

    @rule()
    def expire(self) -> None:
        ExpiredInputs(self.store).record_all()
        for row in self.store.select("SELECT * FROM investigation_states"):
            if row["version"] != self.versions[row["investigation_id"]]:
                self._note(row)

    @precondition(lambda self: self.versions)
    @rule(data=st.data(), act=st.sampled_from([commands.retry, commands.cancel]))
    def act(self, data: st.DataObject, act: Any) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        self.expect(chosen, lambda: act(self.store, CALLER, chosen))

    @precondition(lambda self: self.versions)
    @rule(data=st.data(), goal=some.TARGETS)
    def navigate(self, data: st.DataObject, goal: dict[str, str]) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        self.expect(chosen, lambda: commands.navigate(self.store, CALLER, chosen, goal))

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
    @rule(data=st.data(), act=st.sampled_from([archive_investigation, restore_investigation]))
    def archive_or_restore(self, data: st.DataObject, act: Any) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        (row,) = self.store.select("SELECT archived_at FROM investigation_states WHERE investigation_id = ?", (chosen,))
        if bool(row["archived_at"]) == (act is restore_investigation):
            self.expect(chosen, lambda: act(self.store, CALLER, chosen))
        else:
            assert act(self.store, CALLER, chosen).version == self.versions[chosen]

    @precondition(lambda self: self.versions)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        self.expect(chosen, lambda: deletion.delete(self.store, CALLER, chosen, Precondition(any_version=True)))
        del self.versions[chosen]
