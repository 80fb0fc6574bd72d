"""Events that executors report (contract section 4). The folds derive `progress` from them."""

from marshmallow import fields

from ..bounded import Items
from ..fields import Choice, Count, JsonObject, Number, ObjectSchema, StrictBoolean, Text, TextObject, Timestamp
from ..vocabulary import ERROR, ERROR_TYPES
from .event_type import Document, Event, EventType, empty_progress, progress_list, upsert, with_progress
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
    lines = Items(TextObject(LogLine), 1, MAX_LINES_PER_EVENT, required=True)


class ErrorReason(ObjectSchema):
    """Why an investigation fails: what the event and the state have in common."""

    error_message = Text(minimum=1, required=True)
    error_type = Choice(ERROR_TYPES, load_default="execution_error")
    error_code = Text(allow_none=True)
    recovery_action = Text(allow_none=True)


class ErrorOccurred(ErrorReason):
    recoverable = StrictBoolean(load_default=False)


def fold_progress(document: Document, event: Event) -> Document:
    data = event.data
    members = {name: data[name] for name in ("current_phase", "estimated_completion") if name in data}
    phases, current = progress_list(document, "phases"), data.get("current_phase")
    if current and all(phase["phase_name"] != current for phase in phases):
        phases = [*phases, _begun(current, event)]
    return with_progress(document, overall_progress=data["percent_complete"], phases=phases, **members)


def fold_phase(document: Document, event: Event) -> Document:
    phases = progress_list(document, "phases")
    left, entered = event.data.get("from_phase"), event.data.get("to_phase")
    if left:
        done: Document = {"status": "completed", "progress": 100.0, "completed_at": event.timestamp}
        phases = upsert(phases, "phase_name", left, **done)
    if entered:
        phases = [*(phase for phase in phases if phase["phase_name"] != entered), _begun(entered, event)]
    return with_progress(document, phases=phases, current_phase=entered)


def _begun(phase_name: str, event: Event) -> Document:
    return {"phase_name": phase_name, "status": "running", "progress": 0.0, "started_at": event.timestamp}


def fold_tool_started(document: Document, event: Event) -> Document:
    # A tool that runs again starts from nothing: the end of its first run must not appear next to the new start.
    name = event.data["tool_name"]
    begun = {"tool_name": name, "status": "IN_PROGRESS", "percent_complete": 0.0, "started_at": event.timestamp}
    others = [tool for tool in progress_list(document, "tools_executed") if tool["tool_name"] != name]
    return with_progress(document, tools_executed=[*others, begun])


def fold_tool_progress(document: Document, event: Event) -> Document:
    return _with_tool(document, event, status="IN_PROGRESS", percent_complete=event.data["percent_complete"])


def fold_tool_completed(document: Document, event: Event) -> Document:
    members = {name: event.data.get(name) for name in ("status", "duration_ms", "result_summary", "findings_count")}
    return _with_tool(document, event, percent_complete=100.0, completed_at=event.timestamp, **members)


def fold_tool_error(document: Document, event: Event) -> Document:
    members = {name: event.data.get(name) for name in ("error_message", "error_code", "retryable")}
    return _with_tool(document, event, status="ERROR", completed_at=event.timestamp, **members)


def _with_tool(document: Document, event: Event, **members: object) -> Document:
    tools, name = progress_list(document, "tools_executed"), event.data["tool_name"]
    defaults = {"status": "IN_PROGRESS", "percent_complete": 0.0}
    return with_progress(document, tools_executed=upsert(tools, "tool_name", name, defaults, **members))


def fold_agent(document: Document, event: Event) -> Document:
    name, members = event.data["agent_name"], {member: event.data.get(member) for member in ("status", "progress")}
    agents = upsert(progress_list(document, "agents"), "agent_name", name, _new_agent(name), **members)
    return with_progress(document, agents=agents)


def _new_agent(agent_name: str) -> Document:
    return {"agent_name": agent_name, "status": "running", "progress": 0.0, "logs": []}


def fold_log(document: Document, event: Event) -> Document:
    progress = document.get("progress") or empty_progress()
    # One event may have lines of a thousand agents, so each agent is found by its name.
    agents: dict[str, Document] = {agent["agent_name"]: agent for agent in progress["agents"]}
    lines_of: dict[str | None, list[str]] = {}
    for line in event.data["lines"]:
        lines_of.setdefault(line.get("agent_name"), []).append(line["message"])
    logs = keep_newest(progress["logs"] + lines_of.pop(None, []))
    for name, added in lines_of.items():
        agent = agents.get(str(name)) or _new_agent(str(name))
        agents[str(name)] = agent | {"logs": keep_newest(agent["logs"] + added)}
    return with_progress(document, logs=logs, agents=[*agents.values()])


def fold_error(document: Document, event: Event) -> Document:
    if event.data["recoverable"]:
        return document
    phases = progress_list(document, "phases")
    failed = [phase | {"status": "error"} if phase["status"] == "running" else phase for phase in phases]
    reason = {name: event.data[name] for name in _ERROR_MEMBERS if name in event.data}
    reason["occurred_at"] = event.timestamp
    return with_progress(document, phases=failed, error=reason) | {"status": ERROR}


REPORTED = (
    EventType("progress_updated", "How much of the whole is done.", ProgressUpdated(), fold_progress, reported=True),
    EventType("phase_changed", "One phase ended, another began, or both.", PhaseChanged(), fold_phase, reported=True),
    EventType(
        "tool_execution_started",
        "A tool began; one that runs again starts from nothing.",
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
