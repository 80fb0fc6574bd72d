"""The usage row of an owner equals what is stored, after any series of operations (hypothesis, stateful)."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from tests.support.domain.operations import CALLER, IDS, LIMITS, Operations
from wizard_service.config import RetentionSettings
from wizard_service.domain.identity.caller import Caller, IdempotencyKey
from wizard_service.domain.identity.principal import DEFAULT_SCOPES, Principal
from wizard_service.domain.investigations import reports, sharing
from wizard_service.domain.investigations.preconditions import Precondition
from wizard_service.domain.retention.policy import Retention
from wizard_service.domain.templates import apply
from wizard_service.domain.templates import editing as templates
from wizard_service.errors import WizardError
from wizard_service.store.repositories import usage

EDITOR = Caller(Principal("editor", DEFAULT_SCOPES, float("inf")), "USER", "request")
SETTINGS = {
    "name": "ß",
    "entities": [{"entity_type": "ip_address", "entity_id": "183.62.140.253"}],
    "time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
    "tools": [{"tool_name": "failed_logins"}],
}
NAMES = st.sampled_from(["first", "second"])


class UsageRows(Operations):
    """Operations on investigations, and all others that store or delete rows which count."""

    def __init__(self) -> None:
        super().__init__()
        self.template_ids: dict[str, str] = {}
        self.now_offset = timedelta()
        real_clock = self.store.clock
        self.store.clock = lambda: real_clock() + self.now_offset

    def expect(self, investigation_id: str, change: Any) -> None:
        """Run a change. A refused one, for example of a version that was purged, must not be charged."""
        try:
            outcome = change()
        except WizardError:
            return
        self.versions[investigation_id] = outcome.version

    @rule(name=NAMES, size=st.integers(0, 300))
    def create_or_overwrite_template(self, name: str, size: int) -> None:
        members = {"name": name, "description": "ü" * size, "settings": SETTINGS}
        outcome = templates.create(self.store, LIMITS, CALLER, members, overwrite=True)
        self.template_ids[name] = outcome.investigation_id

    @precondition(lambda self: self.template_ids)
    @rule(data=st.data(), act=st.sampled_from(["delete", "restore"]))
    def delete_or_restore_template(self, data: st.DataObject, act: str) -> None:
        template_id = self.template_ids[data.draw(st.sampled_from(sorted(self.template_ids)))]
        with suppress(WizardError):
            if act == "delete":
                templates.delete(self.store, CALLER, template_id, Precondition())
            else:
                templates.restore(self.store, LIMITS, CALLER, template_id)

    @precondition(lambda self: self.template_ids)
    @rule(data=st.data(), investigation_id=IDS)
    def apply_template(self, data: st.DataObject, investigation_id: str) -> None:
        template_id = self.template_ids[data.draw(st.sampled_from(sorted(self.template_ids)))]
        members = {"investigation_id": investigation_id}
        self.expect(investigation_id, lambda: apply.apply_template(self.store, LIMITS, CALLER, template_id, members))

    @precondition(lambda self: self.versions)
    @rule(data=st.data(), role=st.sampled_from(["editor", "viewer"]))
    def share(self, data: st.DataObject, role: str) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        self.expect(chosen, lambda: sharing.share(self.store, CALLER, chosen, "editor", role))

    @precondition(lambda self: self.versions)
    @rule(data=st.data())
    def accept(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        self.expect(chosen, lambda: sharing.accept(self.store, EDITOR, chosen))

    @precondition(lambda self: self.versions)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        self.expect(chosen, lambda: sharing.unshare(self.store, EDITOR, chosen, EDITOR.user_id))

    @precondition(lambda self: self.versions)
    @rule(data=st.data(), key=st.sampled_from(["k1", "k2", "k3"]))
    def report_as_editor_under_a_key(self, data: st.DataObject, key: str) -> None:
        chosen = data.draw(st.sampled_from(sorted(self.versions)))
        caller = replace(EDITOR, idempotency=IdempotencyKey(key, chosen))
        report = {"event_type": "log_appended", "data": {"lines": [{"message": "täglich"}]}}
        with suppress(WizardError):
            outcome = reports.report(self.store, LIMITS, caller, chosen, report)
            self.versions[chosen] = max(self.versions[chosen], outcome.version)

    @rule(hours=st.sampled_from([1, 25, 24 * 100]))
    def purge(self, hours: int) -> None:
        self.now_offset += timedelta(hours=hours)
        settings = RetentionSettings(events_kept_per_feed=1000, archived_max_age_days=0, clock_jump_limit_h=8760)
        for _ in Retention(self.store, settings, 90).purge(force=True):
            pass

    @invariant()
    def every_usage_row_is_what_is_stored(self) -> None:
        assert list(usage.find_drift(self.store)) == []

    @invariant()
    def investigations_are_counted(self) -> None:
        assert usage.find(self.store, "u1").investigations == len(self.versions)


TestUsageRows = UsageRows.TestCase
TestUsageRows.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
