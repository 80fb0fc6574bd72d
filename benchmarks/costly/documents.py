"""The documents of the requests that `costly_requests.py` measures, and what they work on."""

import json
from typing import Any

SETTINGS: dict[str, Any] = {
    "name": "Costly",
    "entities": [{"entity_type": "ip_address", "entity_id": "192.0.2.1"}],
    "time_range": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z"},
    "tools": [{"tool_name": "t"}],
}
RESULTS = {
    "risk_score": {"overall_score": 1, "category_scores": {}, "risk_level": "low"},
    "completed_at": "2026-01-02T00:00:00Z",
}
# The versions of the large investigation; each changes its list of agents, so each patch holds the whole list.
LARGE_VERSIONS = 60
# How often `swinging` has gained and lost its list of agents.
SWINGS = 20
STORED_EVENTS, STORED_INVESTIGATIONS = 10_000, 2_000
# The progress of a state has at most 500 KB.
MAX_STATE_BYTES = 490_000


def repeated(item: Any, size_bytes: int) -> list[Any]:
    """Return as many of an item as have this size in JSON."""
    return [item] * (size_bytes // (len(compact(item)) + 1))


def named(kind: str, template: dict[str, Any], size_bytes: int) -> list[Any]:
    """Return items with different names that have this size in JSON together."""
    member = f"{kind}_name"
    one = len(compact({member: f"{kind}{10_000}"} | template)) + 1
    return [{member: f"{kind}{10_000 + number}"} | template for number in range(size_bytes // one)]


def fill(client: Any) -> None:
    """Store what the requests work on.

    `large`; `swinging`, whose patches are large while some of its versions are small; `busy` with many events; `small`;
    a template and a long history.
    """
    for name in ("large", "swinging", "busy", "small"):
        create(client, name)
    agents = named("agent", {"status": "s", "progress": 0.0, "logs": []}, MAX_STATE_BYTES)
    _patch(client, "large", {"progress": {"agents": agents}})
    for version in range(LARGE_VERSIONS):
        client.require("POST", "/large/events", event("agent_updated", agent_name="agent10000", status=f"s{version}"))
    for swing in range(SWINGS):
        _patch(client, "swinging", {"progress": {"agents": agents}})
        _patch(client, "swinging", {"progress": {"agents": []}})
        client.require("PUT", "/swinging/access/friend", {"role": "editor" if swing % 2 else "viewer"})
    for _ in range(STORED_EVENTS // 100):
        client.require(
            "POST", "/busy/events", [event("tool_execution_progress", tool_name="t", percent_complete=1)] * 100
        )
    for number in range(STORED_INVESTIGATIONS):
        client.require("POST", "/investigations", {"settings": SETTINGS | {"name": f"Listed {number}"}})
    client.require("POST", "/templates", {"name": "costly", "settings": SETTINGS | {"name": "{{a}}"}})


def create(client: Any, name: str) -> None:
    client.require(
        "POST", "/investigations", {"investigation_id": name, "settings": SETTINGS, "wizard_step": "PROGRESS"}
    )


def _patch(client: Any, name: str, changes: Any) -> None:
    client.require("PATCH", f"/{name}/state", changes, If_Match="*")


def event(event_type: str, **data: Any) -> dict[str, Any]:
    return {"event_type": event_type, "data": data}


def large_settings(size: int) -> dict[str, Any]:
    return SETTINGS | {"tools": [{"tool_name": "t", "parameters": {f"{n}": n for n in range(min(size, 45_000) // 13)}}]}


def compact(document: Any) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()
