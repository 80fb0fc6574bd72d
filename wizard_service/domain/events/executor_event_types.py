"""Events that executors report (contract section 4). The folds derive `progress` from them."""

from marshmallow import fields

from ..bounded import Items
from ..fields import Choice, Count, JsonObject, Number, ObjectSchema, StrictBoolean, Text, Timestamp
from ..item_object import ItemObject
from ..vocabulary import ERROR, ERROR_TYPES
from .earlier_runs import runs_before
from .folding import Document, Event, EventType, Folding
from .log_lines import keep_newest

MAX_LINES_PER_EVENT = 1000
_ERROR_MEMBERS = ("error_message", "error_type", "error_code", "recovery_action")


class ProgressUpdated(ObjectSchema):
    percent_complete = Number(0, 100, required=True)
    current_phase = Text(255, allow_none=True)
    phase_details = fields.Raw(allow_none=True)
    estimated_completion = Timestamp(allow_none=True)


class PhaseChanged(ObjectSchema):
    from_phase = Text(255, allow_none=True)
    to_phase = Text(255, allow_none=True)
    from_phase_duration_ms = Number(0, allow_none=True)


class ToolStarted(ObjectSchema):
    tool_name = Text(255, 1, required=True)
    tool_config = JsonObject(allow_none=True)
    estimated_duration_ms = Number(0, allow_none=True)


class ToolProgress(ObjectSchema):
    tool_name = Text(255, 1, required=True)
    percent_complete = Number(0, 100, required=True)
    message = Text(allow_none=True)


class ToolCompleted(ObjectSchema):
    tool_name = Text(255, 1, required=True)
    status = Choice(("COMPLETED", "ERROR", "SKIPPED"), load_default="COMPLETED")
    duration_ms = Number(0, allow_none=True)
    result_summary = Text(allow_none=True)
    findings_count = Count(allow_none=True)


class ToolError(ObjectSchema):
    tool_name = Text(255, 1, required=True)
    error_message = Text(minimum=1, required=True)
    error_code = Text(allow_none=True)
    retryable = StrictBoolean(allow_none=True)


class AgentUpdated(ObjectSchema):
    agent_name = Text(255, 1, required=True)
    status = Text(minimum=1, required=True)
    progress = Number(0, 100, allow_none=True)


class LogLine(ObjectSchema):
    message = Text(required=True)
    level = Text(allow_none=True)
    agent_name = Text(255, 1, allow_none=True)


class LogAppended(ObjectSchema):
    lines = Items(ItemObject(LogLine), 1, MAX_LINES_PER_EVENT, required=True)


class ErrorReason(ObjectSchema):
    """The reason of an error, in the form that the event and the state share."""

    error_message = Text(minimum=1, required=True)
    error_type = Choice(ERROR_TYPES, load_default="execution_error")
    error_code = Text(allow_none=True)
    recovery_action = Text(allow_none=True)


class ErrorOccurred(ErrorReason):
    recoverable = StrictBoolean(load_default=False)


def fold_progress(folding: Folding, event: Event) -> None:
    data = event.data
    members = {name: data[name] for name in ("current_phase", "estimated_completion") if name in data}
    current = data.get("current_phase")
    if current and folding.find("phases", current) is None:
        folding.put("phases", current, _started_phase(current, event))
    folding.set_progress(overall_progress=data["percent_complete"], **members)


def fold_phase(folding: Folding, event: Event) -> None:
    from_phase, to_phase = event.data.get("from_phase"), event.data.get("to_phase")
    if from_phase:
        completed: Document = {"status": "completed", "progress": 100.0, "completed_at": event.timestamp}
        folding.update("phases", from_phase, {}, **completed)
    if to_phase:
        earlier = runs_before(folding.find("phases", to_phase))
        folding.put_last("phases", to_phase, _started_phase(to_phase, event) | earlier)
    folding.set_progress(current_phase=to_phase)


def _started_phase(phase_name: str, event: Event) -> Document:
    return {"phase_name": phase_name, "status": "running", "progress": 0.0, "started_at": event.timestamp}


def fold_tool_started(folding: Folding, event: Event) -> None:
    # A tool that runs again starts empty: the end of the earlier run must not appear next to the new start.
    name = event.data["tool_name"]
    begun = {"tool_name": name, "status": "IN_PROGRESS", "percent_complete": 0.0, "started_at": event.timestamp}
    folding.put_last("tools_executed", name, begun | runs_before(folding.find("tools_executed", name)))


def fold_tool_progress(folding: Folding, event: Event) -> None:
    _update_tool(folding, event, status="IN_PROGRESS", percent_complete=event.data["percent_complete"])


def fold_tool_completed(folding: Folding, event: Event) -> None:
    members = {name: event.data.get(name) for name in ("status", "duration_ms", "result_summary", "findings_count")}
    _update_tool(folding, event, percent_complete=100.0, completed_at=event.timestamp, **members)


def fold_tool_error(folding: Folding, event: Event) -> None:
    members = {name: event.data.get(name) for name in ("error_message", "error_code", "retryable")}
    _update_tool(folding, event, status="ERROR", completed_at=event.timestamp, **members)


def _update_tool(folding: Folding, event: Event, **members: object) -> None:
    defaults = {"status": "IN_PROGRESS", "percent_complete": 0.0}
    folding.update("tools_executed", event.data["tool_name"], defaults, **members)


def fold_agent(folding: Folding, event: Event) -> None:
    members = {member: event.data.get(member) for member in ("status", "progress")}
    folding.update("agents", event.data["agent_name"], _new_agent(), **members)


def _new_agent() -> Document:
    return {"status": "running", "progress": 0.0, "logs": []}


def fold_log(folding: Folding, event: Event) -> None:
    lines_of: dict[str | None, list[str]] = {}
    for line in event.data["lines"]:
        lines_of.setdefault(line.get("agent_name"), []).append(line["message"])
    folding.set_progress(logs=keep_newest(folding.logs() + lines_of.pop(None, [])))
    for name, added in lines_of.items():
        before = (folding.find("agents", name) or _new_agent())["logs"]
        folding.update("agents", str(name), _new_agent(), logs=keep_newest(before + added))


def fold_error(folding: Folding, event: Event) -> None:
    if event.data["recoverable"]:
        return
    for name, phase in folding.running_phases():
        folding.put("phases", name, phase | {"status": "error"})
    reason = {name: event.data[name] for name in _ERROR_MEMBERS if name in event.data}
    folding.set_progress(error=reason | {"occurred_at": event.timestamp})
    folding.set_members(status=ERROR)


PROGRESS_REPORTED = (
    EventType("progress_updated", "How much of the whole is done.", ProgressUpdated(), fold_progress, reported=True),
    EventType("phase_changed", "One phase ended, another began, or both.", PhaseChanged(), fold_phase, reported=True),
    EventType(
        "tool_execution_started",
        "A tool began; one that runs again starts from nothing, and its earlier run stays in `runs`.",
        ToolStarted(),
        fold_tool_started,
        reported=True,
    ),
    EventType("tool_execution_progress", "How far a tool is.", ToolProgress(), fold_tool_progress, reported=True),
    EventType("tool_execution_completed", "A tool has ended.", ToolCompleted(), fold_tool_completed, reported=True),
    EventType("tool_execution_error", "A tool has failed.", ToolError(), fold_tool_error, reported=True),
    EventType("agent_updated", "What an agent is doing, and how far it is.", AgentUpdated(), fold_agent, reported=True),
    EventType("log_appended", "Log lines, of the investigation or of agents.", LogAppended(), fold_log, reported=True),
    EventType(
        "error_occurred",
        "Something went wrong; unless recoverable the status becomes ERROR.",
        ErrorOccurred(),
        fold_error,
        reported=True,
    ),
)
