"""Each event type as a schema of its own: the envelope with the data that belongs to the type."""

from typing import Any

from ...domain.events import REPORTED

Schema = dict[str, Any]
# event type: what it tells, reference to the schema of its data
Described = dict[str, tuple[str, Schema]]


def describe_events(schemas: dict[str, Schema], stored: Described, unstored: Described) -> None:
    """Make `Event` and `Report` a choice among the event types, wherever they are referred to."""
    schemas["Envelope"] = schemas.pop("Event")
    schemas["UnstoredEnvelope"] = _without_id(schemas["Envelope"])
    schemas["ReportEnvelope"] = schemas.pop("Report")
    schemas["Event"] = _choice(schemas, stored, "Envelope", "Event")
    schemas["UnstoredEvent"] = _choice(schemas, unstored, "UnstoredEnvelope", "Event")
    reported = {each.name: stored[each.name] for each in REPORTED}
    schemas["Report"] = _choice(schemas, reported, "ReportEnvelope", "Report")


def component_name(event_type: str, suffix: str = "Event") -> str:
    return "".join(word.capitalize() for word in event_type.split("_")) + suffix


def _choice(schemas: dict[str, Schema], described: Described, envelope: str, suffix: str) -> Schema:
    names = {event_type: component_name(event_type, suffix) for event_type in described}
    for event_type, (tells, data) in described.items():
        told = {"properties": {"event_type": {"const": event_type}, "data": data}}
        schemas[names[event_type]] = {"description": tells, "allOf": [_ref(envelope), told]}
    mapping = {event_type: _ref(name)["$ref"] for event_type, name in names.items()}
    return {
        "oneOf": [_ref(name) for name in names.values()],
        "discriminator": {"propertyName": "event_type", "mapping": mapping},
    }


def _without_id(envelope: Schema) -> Schema:
    """Return the envelope of what is not stored: no id, and on a feed of everything no investigation and version."""
    kept = {name: each for name, each in envelope["properties"].items() if name != "id"}
    kept |= {"investigation_id": {"type": ["string", "null"]}, "version": {"type": ["integer", "null"]}}
    required = [name for name in envelope["required"] if name in kept]
    return {"type": "object", "properties": kept, "required": required, "additionalProperties": False}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
