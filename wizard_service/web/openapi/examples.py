"""Examples of bodies and parameters, generated from their schemas, so that every call has one and none is outdated."""

from typing import Any

Schema = dict[str, Any]
NOW, LATER = "2026-01-15T10:06:00.120Z", "2026-01-16T10:06:00.120Z"

# Example values by the name of the member, where its schema alone would not yield a useful one.
EXAMPLES: dict[str, Any] = {
    "actor": "executor-7",
    "after": "k7f3-1042",
    "agent_name": "log-reader",
    "cursor": "k7f3-1042",
    "description": "Guessed passwords on the bastion host",
    "detail": "The state has changed meanwhile.",
    "entity_id": "183.62.140.253",
    "entity_type": "ip_address",
    "error_message": "no database",
    "events": "log_appended,status_changed",
    "from_phase": "collection",
    "id": "k7f3-1042",
    "investigation_id": "inv_1",
    "level": "info",
    "message": "112 attempts from one address",
    "name": "SSH brute force",
    "owner": "alice",
    "phase_name": "collection",
    "current_phase": "collection",
    "report_url": "https://reports.example/inv_1",
    "request_id": "7d0f2a52-6c7e-4a4e-9a5e-4f3f6f5c1e0b",
    "result_summary": "one address guesses",
    "severity": "high",
    "template_id": "5f2b6c1e-9d7a-4c35-8a54-0a8c7e0b9c11",
    "title": "Password guessing",
    "to_phase": "analysis",
    "tool_name": "failed_logins",
    "user_id": "alice",
    "If-Match": '"k7f3.12"',
    "If-None-Match": '"k7f3.12"',
    "Idempotency-Key": "0f8fad5b-d9cb-469f-a165-70867728950e",
    "Wizard-Transport": "polling",
    "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
}
SETTINGS: dict[str, Any] = {
    "name": "SSH brute force",
    "entities": [{"entity_type": "ip_address", "entity_id": "183.62.140.253"}],
    "time_range": {"start": NOW, "end": LATER},
    "tools": [{"tool_name": "failed_logins"}],
}
# Whole examples of schemas whose members are not all used together.
WHOLE: dict[str, Any] = {
    "CreateInvestigation": {"investigation_id": "inv_1", "settings": SETTINGS},
    "ReplaceState": {"version": 12, "settings": SETTINGS},
    "PatchState": {"version": 12, "settings": {"name": "SSH brute force, LabSZ"}},
    "SeenVersion": {"version": 12},
    "Report": {"event_type": "progress_updated", "data": {"percent_complete": 40, "current_phase": "collection"}},
    "Settings": SETTINGS,
}
EVENT_STREAM = f"""id: k7f3-1042
event: progress_updated
data: {{"id": "k7f3-1042", "event_type": "progress_updated", "timestamp": "{NOW}", "data": {{"percent_complete": 40}}}}

event: heartbeat
data: {{"event_type": "heartbeat", "timestamp": "{NOW}", "data": {{}}}}

"""
_BY_FORMAT = {"date-time": NOW, "uuid": EXAMPLES["template_id"], "uri": EXAMPLES["report_url"]}
_OF_TYPE: dict[str, Any] = {"boolean": True, "null": None, "string": "text", "object": {}}


def example_of(schema: Schema, schemas: dict[str, Schema], name: str = "") -> Any:
    """Return a value that the schema allows. name: of the member whose value it is."""
    if "$ref" in schema:
        component = schema["$ref"].rpartition("/")[2]
        return WHOLE.get(component) or example_of(schemas[component], schemas, name)
    for keyword in ("example", "const", "default"):
        if schema.get(keyword) is not None:
            return schema[keyword]
    if "enum" in schema:
        return schema["enum"][0]
    return (
        _composed(schema, schemas, name)
        if {"allOf", "anyOf", "oneOf"} & schema.keys()
        else _typed(schema, schemas, name)
    )


def problem_example(status: int, code: str) -> dict[str, Any]:
    return {
        "type": f"urn:wizard:problem:{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "detail": "What went wrong, in a sentence.",
        "code": code,
        "request_id": EXAMPLES["request_id"],
    }


def _composed(schema: Schema, schemas: dict[str, Schema], name: str) -> Any:
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        return example_of(choices[0], schemas, name)
    parts = [example_of(part, schemas, name) for part in schema["allOf"]]
    if not all(isinstance(part, dict) for part in parts):
        return parts[0]
    return {member: value for part in parts for member, value in part.items()}


def _typed(schema: Schema, schemas: dict[str, Schema], name: str) -> Any:
    kind = schema.get("type", "object" if "properties" in schema else "string")
    kind = next((option for option in kind if option != "null"), "null") if isinstance(kind, list) else kind
    if kind == "object":
        members = schema.get("properties", {})
        return {member: example_of(part, schemas, member) for member, part in members.items()}
    if kind == "array":
        return [example_of(schema["items"], schemas, name)] if schema.get("items") else []
    if kind in ("integer", "number"):
        return schema.get("minimum", 0) or schema.get("exclusiveMinimum", 0)
    return EXAMPLES.get(name) or _BY_FORMAT.get(schema.get("format", "")) or _OF_TYPE[kind]
