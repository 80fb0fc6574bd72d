"""The settings of an investigation: written for a log, and read back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from .entities import Entity
from .parse import NothingToInvestigate
from .records import Log
from .stamps import rfc3339
from .tools import TOOLS, Tool

MAX_NAME_CHARS = 255


def settings_for(log: Log, log_name: str, entities: Sequence[Entity]) -> dict[str, Any]:
    # Stamps have whole seconds: the range must end after the last second, and after its start in a log of one line.
    end = log.last + timedelta(seconds=1)
    return {
        "name": f"SSH logins on {log.records[0].host}: {log_name}"[:MAX_NAME_CHARS],
        "description": f"{len(log.records)} lines of sshd among {log.line_count} lines of {log_name}"[:MAX_NAME_CHARS],
        "entities": [{"entity_type": entity.entity_type, "entity_id": entity.entity_id} for entity in entities],
        "time_range": {"start": rfc3339(log.first), "end": rfc3339(end)},
        "tools": [_selection(tool) for tool in TOOLS],
        "correlation_mode": "OR",
        "execution_mode": "sequential",
    }


def selected_entities(settings: Mapping[str, Any]) -> tuple[Entity, ...]:
    return tuple(Entity(entity["entity_type"], entity["entity_id"]) for entity in settings["entities"])


def selected_tools(settings: Mapping[str, Any]) -> tuple[Tool, ...]:
    """Return the enabled tools that exist here; another program may have written the settings."""
    enabled = {tool["tool_name"] for tool in settings["tools"] if tool.get("enabled", True)}
    return tuple(tool for tool in TOOLS if tool.name in enabled)


def within_time_range(log: Log, settings: Mapping[str, Any]) -> Log:
    """Return the log within the time range, so that a log that has grown since gives the same results.

    Raises NothingToInvestigate.
    """
    start, end = (datetime.fromisoformat(settings["time_range"][edge]) for edge in ("start", "end"))
    records = tuple(record for record in log.records if start <= record.timestamp < end)
    if not records:
        has = f"the log has lines from {rfc3339(log.first)} to {rfc3339(log.last)}"
        raise NothingToInvestigate(f"no line of sshd between {rfc3339(start)} and {rfc3339(end)}; {has}")
    return replace(log, records=records)


def _selection(tool: Tool) -> dict[str, Any]:
    return {"tool_name": tool.name, "enabled": True, "parameters": dict(tool.parameters)}
