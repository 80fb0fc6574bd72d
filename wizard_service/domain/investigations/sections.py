"""The three sections of a state: settings, progress, results (contract section 3)."""

from typing import Any

from marshmallow import ValidationError as MarshmallowError
from marshmallow import fields, post_load, validates, validates_schema

from ... import errors
from ..bounded import Items, Members
from ..events.earlier_runs import MAX_RUNS, PhaseRun, ToolRun
from ..events.executor_event_types import ErrorReason
from ..events.findings import MAX_FINDINGS, Finding
from ..events.inputs import MAX_INPUTS, Input
from ..events.lease_event_types import ExecutorPresence
from ..events.log_lines import keep_newest
from ..fields import (
    Choice,
    ColumnText,
    Count,
    JsonObject,
    Number,
    ObjectSchema,
    StrictBoolean,
    Text,
    Texts,
    Timestamp,
)
from ..item_object import ItemObject
from ..links import Link
from ..merge_patch import without_nulls
from ..names import Name
from ..vocabulary import RISK_LEVELS

MAX_ENTITIES, MAX_TOOLS = 10, 20
# Ten years, in seconds.
MAX_LAST_S = 315_360_000


def _unique(items: list[dict[str, Any]], name: str) -> None:
    # An item without the member is invalid, and its own field reports that.
    names = [item[name] for item in items if name in item]
    if len(set(names)) != len(names):
        raise MarshmallowError(f"Duplicate {name}.")


def _with_newest_lines(loaded: dict[str, Any]) -> dict[str, Any]:
    return loaded | {"logs": keep_newest(loaded["logs"])} if "logs" in loaded else loaded


class Entity(ObjectSchema):
    entity_type = ColumnText(minimum=1, required=True)
    entity_id = Text(minimum=1, required=True)
    name = Text(255, allow_none=True)


class TimeRange(ObjectSchema):
    start = Timestamp(required=True)
    end = Timestamp(required=True)
    last_s = Count(
        1,
        MAX_LAST_S,
        metadata={"description": "Of a relative range: at the start, `end` becomes now and `start` so much earlier."},
    )

    @validates_schema
    def ends_after_start(self, loaded: dict[str, Any], **_: Any) -> None:
        # Timestamps of one format and zone compare as text.
        if loaded["end"] <= loaded["start"]:
            raise MarshmallowError("End time must be after start time.", "end")


class ToolSelection(ObjectSchema):
    tool_name = Text(255, 1, required=True)
    enabled = StrictBoolean(load_default=True)
    parameters = JsonObject(allow_none=True)


class Settings(ObjectSchema):
    name = Name(255, 1, required=True)
    description = Text(allow_none=True)
    entities = Items(fields.Nested(Entity), 1, MAX_ENTITIES, required=True)
    time_range = fields.Nested(TimeRange, required=True)
    tools = Items(fields.Nested(ToolSelection), 1, MAX_TOOLS, required=True)
    correlation_mode = Choice(("AND", "OR"), load_default="OR")
    execution_mode = Choice(("parallel", "sequential"), load_default="parallel")


class Phase(PhaseRun):
    phase_name = Text(255, 1, required=True)
    runs = Items(ItemObject(PhaseRun), maximum=MAX_RUNS, allow_none=True)


class Agent(ObjectSchema):
    agent_name = Text(255, 1, required=True)
    status = Text(minimum=1, required=True)
    progress = Number(0, 100, load_default=0.0)
    logs = Texts(load_default=list)

    @post_load
    def complete(self, loaded: dict[str, Any], **_: Any) -> dict[str, Any]:
        return _with_newest_lines(super().complete(loaded))


class ToolExecution(ToolRun):
    tool_name = Text(255, 1, required=True)
    runs = Items(ItemObject(ToolRun), maximum=MAX_RUNS, allow_none=True)


class InvestigationError(ErrorReason):
    occurred_at = Timestamp(allow_none=True)


class Progress(ObjectSchema):
    overall_progress = Number(0, 100, load_default=0.0)
    current_phase = Text(255, allow_none=True)
    phases = Items(ItemObject(Phase), load_default=list)
    agents = Items(ItemObject(Agent), load_default=list)
    tools_executed = Items(ItemObject(ToolExecution), load_default=list)
    logs = Texts(load_default=list)
    inputs = Items(ItemObject(Input), 0, MAX_INPUTS)
    findings = Items(ItemObject(Finding), 0, MAX_FINDINGS)
    started_at = Timestamp(allow_none=True)
    estimated_completion = Timestamp(allow_none=True)
    error = fields.Nested(InvestigationError, allow_none=True)
    executor = fields.Nested(ExecutorPresence, allow_none=True)

    # Folding finds the item of a reported event by its name, so names must be unique.
    @validates("phases")
    def phase_names_are_unique(self, phases: list[dict[str, Any]], **_: Any) -> None:
        _unique(phases, "phase_name")

    @validates("agents")
    def agent_names_are_unique(self, agents: list[dict[str, Any]], **_: Any) -> None:
        _unique(agents, "agent_name")

    @validates("tools_executed")
    def tool_names_are_unique(self, tools: list[dict[str, Any]], **_: Any) -> None:
        _unique(tools, "tool_name")

    @post_load
    def complete(self, loaded: dict[str, Any], **_: Any) -> dict[str, Any]:
        return _with_newest_lines(super().complete(loaded))


class RiskScore(ObjectSchema):
    overall_score = Number(0, 100, required=True)
    category_scores = Members(Number(), required=True)
    risk_level = Choice(RISK_LEVELS, required=True)


class Results(ObjectSchema):
    findings = Items(ItemObject(Finding), load_default=list)
    risk_score = fields.Nested(RiskScore, required=True)
    entity_summaries = Members(JsonObject(), load_default=dict)
    visualizations = JsonObject(load_default=dict)
    completed_at = Timestamp(required=True)
    report_url = Link(allow_none=True)


SECTION_SCHEMAS: dict[str, ObjectSchema] = {"settings": Settings(), "progress": Progress(), "results": Results()}


def load_section(name: str, value: dict[str, Any], stored: dict[str, Any] | None = None) -> dict[str, Any]:
    """Validate a section and return the form to store: defaults filled in, times in UTC, no nulls.

    stored: the section before the change. Members that are the same object in both are not validated again, so that a
    small patch of a large section costs little.
    Raises ValidationError with one entry per invalid field, e.g. `settings.entities.0.entity_id`.
    """
    kept = {member: content for member, content in (stored or {}).items() if value.get(member) is content}
    changed = {member: content for member, content in value.items() if member not in kept}
    loaded = without_nulls(validate_section(name, changed, tuple(kept)), name) | kept
    return {member: loaded[member] for member in SECTION_SCHEMAS[name].fields if member in loaded}


def validate_section(name: str, value: dict[str, Any], absent: tuple[str, ...] = ()) -> dict[str, Any]:
    """Like `load_section`, for a stored section, which may have null items of an earlier version: nulls stay.

    absent: required members that may be absent.
    """
    try:
        loaded: dict[str, Any] = SECTION_SCHEMAS[name].load(value, partial=absent)
    except MarshmallowError as error:
        raise errors.ValidationError(list(field_errors(error.normalized_messages(), name))) from None
    return loaded


def field_errors(messages: Any, path: str) -> list[tuple[str, str]]:
    """Flatten marshmallow's nested messages into (field path, message) pairs."""
    if not isinstance(messages, dict):
        return [(path, " ".join(map(str, messages)))]
    errors = []
    for name, inner in messages.items():
        inner_path = path if name == "_schema" else f"{path}.{name}" if path else str(name)
        errors += field_errors(inner, inner_path)
    return errors
