"""A schema for each event type: the envelope with the data of this type."""

from typing import Any

from ...domain.events import REPORTED

Schema = dict[str, Any]
# Event type -> its summary and a reference to the schema of its data.
EventSchemas = dict[str, tuple[str, Schema]]


def describe_events(schemas: dict[str, Schema], stored: EventSchemas, control: EventSchemas) -> None:
    """Replace the components `Event` and `Report` by a choice among the event types."""
    schemas["Envelope"] = schemas.pop("Event")
    schemas["UnstoredEnvelope"] = _unstored(schemas["Envelope"])
    schemas["ReportEnvelope"] = schemas.pop("Report")
    schemas["Event"] = _choice(schemas, stored, "Envelope", "Event")
    schemas["UnstoredEvent"] = _choice(schemas, control, "UnstoredEnvelope", "Event")
    reported = {event_type.name: stored[event_type.name] for event_type in REPORTED}
    schemas["Report"] = _choice(schemas, reported, "ReportEnvelope", "Report")


def component_name(event_type: str, suffix: str = "Event") -> str:
    """Return the name of an event type's component, for example `StatusChangedEvent`."""
    return "".join(word.capitalize() for word in event_type.split("_")) + suffix


def _choice(schemas: dict[str, Schema], events: EventSchemas, envelope: str, suffix: str) -> Schema:
    names = {event_type: component_name(event_type, suffix) for event_type in events}
    for event_type, (summary, data) in events.items():
        members = {"properties": {"event_type": {"const": event_type}, "data": data}}
        schemas[names[event_type]] = {"description": summary, "allOf": [_ref(envelope), members]}
    mapping = {event_type: _ref(name)["$ref"] for event_type, name in names.items()}
    return {
        "oneOf": [_ref(name) for name in names.values()],
        "discriminator": {"propertyName": "event_type", "mapping": mapping},
    }


def _unstored(envelope: Schema) -> Schema:
    """Return the envelope of control events: without the members of a commit; on a feed of all without version."""
    stored_only = ("id", "committed_at", "trace_id")
    properties = {name: schema for name, schema in envelope["properties"].items() if name not in stored_only}
    properties |= {"investigation_id": {"type": ["string", "null"]}, "version": {"type": ["integer", "null"]}}
    required = [name for name in envelope["required"] if name in properties]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
