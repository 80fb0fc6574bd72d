"""The difference between two states, computed once per change for its events, audit entry and snapshot."""

from dataclasses import dataclass
from functools import cached_property

from ..events.log_lines import changes_between, without_lines
from ..merge_patch import diff, is_same, without_shared
from ..vocabulary import EXECUTOR_STATUSES, FINAL_STATUSES, SECTIONS
from .state import Document
from .transitions import triggered_by

VERSION_FIELDS = frozenset({"version", "updated_at"})
# Step and status of an investigation that is created without any.
_NEW: Document = {"wizard_step": "SETTINGS", "status": "IN_PROGRESS"}


@dataclass(frozen=True)
class NewEvent:
    """An event to append. timestamp: when it happened; None stands for the time of the transaction."""

    event_type: str
    data: Document
    timestamp: str | None = None


@dataclass(frozen=True)
class Delta:
    """A change from one document to another.

    before: the state's document, {} for a new investigation. after: the document that replaces it.
    """

    before: Document
    after: Document

    @property
    def bare_before(self) -> Document:
        """The document before, without log lines, version and time."""
        return without_version_fields(without_lines(self.before))

    @property
    def bare_after(self) -> Document:
        """The document after, without log lines, version and time."""
        return without_version_fields(without_lines(self.after))

    @cached_property
    def reverse(self) -> Document:
        """The merge patch back to the state before."""
        before, after = self._compared
        return diff(after, before)

    @cached_property
    def forward(self) -> Document:
        """The merge patch on to the state after."""
        return diff(*self._compared)

    @cached_property
    def _compared(self) -> tuple[Document, Document]:
        """The bare documents without the members that are the same object in both.

        A small change of a large state therefore neither compares nor copies the whole state.
        """
        before, after = without_shared(without_version_fields(self.before), without_version_fields(self.after))
        return without_lines(before), without_lines(after)

    @cached_property
    def changed_sections(self) -> frozenset[str]:
        """The names of the sections that changed."""
        before, after = self.before, self.after
        return frozenset(name for name in SECTIONS if not is_same(before.get(name), after.get(name)))

    @property
    def action_types(self) -> list[str]:
        """The parts of the change for the audit entry, the most significant one first; empty when it has none.

        Results that are dropped are none: a change of step or status explains them.
        """
        before = _NEW if not self.before else self.before
        happened = {
            "RESULTS_FINALIZED": "results" in self.changed_sections and self.after.get("results") is not None,
            "STATUS_CHANGED": self.after["status"] != before["status"],
            "STEP_CHANGED": self.after["wizard_step"] != before["wizard_step"],
            "SETTINGS_MODIFIED": "settings" in self.changed_sections,
            **{f"EXECUTOR_{status}": status == self._new_executor_status for status in EXECUTOR_STATUSES},
            "PROGRESS_UPDATED": "progress" in self.changed_sections,
        }
        return [action_type for action_type, has_happened in happened.items() if has_happened]

    @property
    def _new_executor_status(self) -> str | None:
        """The status of the executor in the progress, None when the change leaves the executor as it was."""
        before, after = ((document.get("progress") or {}).get("executor") for document in (self.before, self.after))
        return None if after is None or after == before else str(after["status"])

    def events(self) -> list[NewEvent]:
        """Return `state_updated`, `log_appended` when lines were added, and the events that follow from the change."""
        return [*self.update_events(), *self.consequences()]

    def update_events(self) -> list[NewEvent]:
        """Return `state_updated`, and `log_appended` when lines were added."""
        changes, lines = changes_between(
            without_version_fields(self.before), without_version_fields(self.after), self.forward
        )
        version = self.before.get("version", 0)
        update = {"previous_version": version, "updated_fields": sorted(changes), "changes": changes}
        events = [NewEvent("state_updated", update)]
        return [*events, NewEvent("log_appended", {"lines": lines})] if lines else events

    def consequences(self) -> list[NewEvent]:
        """Return the events for a new step, a new status and new results."""
        before, after = self.before, self.after
        events = []
        if after["wizard_step"] != before["wizard_step"]:
            steps = {"from_step": before["wizard_step"], "to_step": after["wizard_step"]}
            events.append(NewEvent("step_changed", steps | {"triggered_by": triggered_by(*steps.values())}))
        if after["status"] != before["status"]:
            statuses = {"from_status": before["status"], "to_status": after["status"]}
            events.append(NewEvent("status_changed", statuses | {"final": after["status"] in FINAL_STATUSES}))
        if after.get("results") is not None and "results" in self.changed_sections:
            events.append(NewEvent("results_available", _results_summary(after["results"])))
        return events


def without_version_fields(document: Document) -> Document:
    """Return the document without version and time, because every event carries its own."""
    return {name: value for name, value in document.items() if name not in VERSION_FIELDS}


def _results_summary(results: Document) -> Document:
    risk = results["risk_score"]
    summary = {
        "risk_score": risk["overall_score"],
        "risk_level": risk["risk_level"],
        "findings_count": len(results["findings"]),
    }
    return summary | ({"report_url": results["report_url"]} if "report_url" in results else {})
