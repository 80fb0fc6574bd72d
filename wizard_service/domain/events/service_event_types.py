"""Events that the service appends when a state changes (contract section 4)."""

from marshmallow import fields

from ..fields import Choice, Count, JsonObject, Number, ObjectSchema, StrictBoolean, Text
from ..vocabulary import RISK_LEVELS, STATUSES, WIZARD_STEPS
from .folding import Event, EventType, Folding
from .log_lines import apply_changes


class StateUpdated(ObjectSchema):
    previous_version = Count(required=True)
    updated_fields = fields.List(fields.String(), required=True)
    changes = JsonObject(required=True)


class StepChanged(ObjectSchema):
    from_step = Choice(WIZARD_STEPS, required=True)
    to_step = Choice(WIZARD_STEPS, required=True)
    triggered_by = Choice(("user_navigation", "investigation_started", "investigation_completed"), required=True)


class StatusChanged(ObjectSchema):
    from_status = Choice(STATUSES, required=True)
    to_status = Choice(STATUSES, required=True)
    final = StrictBoolean(required=True)


class ResultsAvailable(ObjectSchema):
    risk_score = Number(0, 100, required=True)
    risk_level = Choice(RISK_LEVELS, required=True)
    findings_count = Count(required=True)
    summary = Text(allow_none=True)
    report_url = Text(allow_none=True)


class ConcurrentAccess(ObjectSchema):
    actor = Text(255, required=True)
    previous_actor = Text(255, required=True)
    previous_version = Count(required=True)


class AccessChanged(ObjectSchema):
    investigation_id = Text(255, required=True)
    user_id = Text(255, required=True)
    role = Choice(("viewer", "editor"), allow_none=True)
    accepted = StrictBoolean(allow_none=True)


class Identified(ObjectSchema):
    investigation_id = Text(255, required=True)


class TemplateApplied(ObjectSchema):
    investigation_id = Text(255, required=True)
    template_id = Text(255, required=True)
    template_version = Count(1, required=True)


def fold_update(folding: Folding, event: Event) -> None:
    folding.replace(apply_changes(folding.result(), event.data["changes"]))


def fold_archived(folding: Folding, event: Event) -> None:
    folding.set_members(archived_at=event.committed_at)


def fold_restored(folding: Folding, event: Event) -> None:  # noqa: ARG001 - the signature of a fold
    folding.replace({name: value for name, value in folding.result().items() if name != "archived_at"})


STATE_CHANGES = (
    EventType(
        "state_updated",
        "Settings, progress, results, step or status were written; `changes` is a merge patch without log lines.",
        StateUpdated(),
        fold_update,
    ),
    EventType("step_changed", "The investigation went from one step of the wizard to another.", StepChanged()),
    EventType("status_changed", "The status changed; `final` says that nothing can follow it.", StatusChanged()),
    EventType("results_available", "Results were stored; the state has them whole.", ResultsAvailable()),
    EventType("concurrent_access", "A user wrote over a version that another user had just made.", ConcurrentAccess()),
    EventType(
        "access_changed",
        "A user was invited to a role, accepted it (`accepted`), or lost it when there is no `role`.",
        AccessChanged(),
    ),
    EventType("investigation_archived", "The investigation was put away.", Identified(), fold_archived),
    EventType("investigation_restored", "The investigation was taken out of the archive.", Identified(), fold_restored),
    EventType("investigation_deleted", "State, events and shares are gone; nothing follows.", Identified()),
    EventType("template_applied", "The investigation was made from a template.", TemplateApplied()),
)
