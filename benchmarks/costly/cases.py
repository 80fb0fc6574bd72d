"""The writes that `costly_requests.py` measures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from costly.documents import RESULTS, SETTINGS, STORED_EVENTS, compact, create, event, large_settings, named, repeated

Send = Callable[[Any, int], Any]


@dataclass(frozen=True)
class Case:
    """A costly request. send: takes the client and the number of the run, and returns its answer."""

    name: str
    sent_bytes: int
    send: Send


def writes(size: int) -> Iterator[Case]:
    """Yield the writes, each of at most `size` bytes."""
    yield from _refused_writes(size)
    yield from _reports(size)
    yield from _writes(size)
    yield from _template_writes(size)


def last_writes(size: int) -> Iterator[Case]:
    """Yield the writes after which the state of `large` is no longer large."""
    agents = named("agent", {"status": "s"}, size)
    yield _changing("PATCH state, agents", "PATCH", "large", lambda run: {"progress": {"agents": agents[run:]}})


def _refused_writes(size: int) -> Iterator[Case]:
    wrong: dict[str, Any] = {
        "agents": {"progress": {"agents": repeated({}, size)}},
        "agents, wrong late": {"progress": {"agents": [*named("agent", {"status": "s"}, size), {}]}},
        "phases": {"progress": {"phases": repeated({}, size)}},
        "tools_executed": {"progress": {"tools_executed": repeated({}, size)}},
        "logs": {"progress": {"logs": repeated(1, size)}},
        "entities": {"settings": SETTINGS | {"entities": repeated({}, size)}},
        "tools": {"settings": SETTINGS | {"tools": repeated({}, size)}},
        "findings": {"results": RESULTS | {"findings": repeated({}, size)}},
        "evidence": {"results": RESULTS | {"findings": [{"evidence": repeated(1, size)}]}},
        "entity_summaries": {"results": RESULTS | {"entity_summaries": {f"{n}": 1 for n in range(size // 9)}}},
        "category_scores": {
            "results": RESULTS | {"risk_score": {"category_scores": {f"{n}": "" for n in range(size // 10)}}}
        },
        "unknown members": {f"{n}": 1 for n in range(size // 9)},
        "unknown members of a section": {"progress": {f"{n}": 1 for n in range(size // 9)}},
    }
    for name, body in wrong.items():
        yield request(f"PUT state, wrong {name}", "PUT", "/small/state", body, If_Match="*")
        yield request(f"PATCH state, wrong {name}", "PATCH", "/small/state", body, If_Match="*")
    yield request("POST investigations, wrong entities", "POST", "/investigations", wrong["entities"])
    body = wrong["agents"]
    yield request("PUT state, no right", "PUT", "/unknown/state", body, If_Match="*")
    sent = len(compact(body))
    yield Case("PUT state, no scope", sent, lambda client, _: client.send("PUT", "/x/state", body, read_only=True))
    yield request(
        "POST history/archive, wrong ids", "POST", "/history/archive", {"investigation_ids": repeated("", size)}
    )
    ids = {"investigation_ids": [f"{n}" for n in range(100)]}
    yield request("POST history/archive, 100 unknown ids", "POST", "/history/archive", ids)
    yield request("PUT state, numbers", "PUT", "/small/state", b'{"a":[' + b"1," * (size // 2) + b"1]}", If_Match="*")
    yield request("PUT state, objects", "PUT", "/small/state", b'{"a":[' + b"{}," * (size // 3) + b"1]}", If_Match="*")


def _reports(size: int) -> Iterator[Case]:
    lines = [{"message": "m", "agent_name": f"{n}"} for n in range(1000)]
    reports: dict[str, list[Any]] = {
        "lines of 1,000 agents": [event("log_appended", lines=lines)],
        "lines of 10 agents in 100 events": [event("log_appended", lines=lines[:10])] * 100,
        "100 progress of agents": [
            event("agent_updated", agent_name=f"agent{10_000 + n}", status="s") for n in range(100)
        ],
        "100 starts of a tool": [event("tool_execution_started", tool_name=f"t{n}") for n in range(100)],
        "100 ends of tools": [event("tool_execution_completed", tool_name="t") for _ in range(100)],
        "100 changes of phase": [event("phase_changed", from_phase=f"p{n}", to_phase=f"p{n + 1}") for n in range(100)],
        "100 errors": [event("error_occurred", error_message="m", recoverable=True)] * 100,
        "100 wrong events": [{}] * 100,
        "wrong lines": [event("log_appended", lines=repeated({}, min(size, 3000)))] * 20,
        "a large event": [event("tool_execution_started", tool_name="t", tool_config={"a": repeated(1, size)})],
    }
    for name, body in reports.items():
        for investigation in ("small", "large", "busy"):
            yield request(f"POST events, {name}, {investigation}", "POST", f"/{investigation}/events", body)


def _writes(size: int) -> Iterator[Case]:
    agents = named("agent", {"status": "s"}, size)
    ended = {"status": "COMPLETED", "completed_at": "2026-01-01T00:00:00Z", "findings_count": 1, "retryable": True}
    tools = named("tool", ended, size)
    phases = named("phase", {"status": "completed", "started_at": "2026-01-01T00:00:00+01:00"}, size)
    finding = {"title": "t", "description": "d", "severity": "s", "confidence": 0.5, "evidence": [{}]}
    yield _changing("PUT state, tools", "PUT", "small", lambda run: {"progress": {"tools_executed": tools[run:]}})
    yield _changing("PUT state, phases", "PUT", "small", lambda run: {"progress": {"phases": phases[run:]}})
    findings = repeated(finding, size - 200)
    yield _changing(
        "PUT state, findings", "PUT", "small", lambda run: {"results": RESULTS | {"findings": findings[run:]}}
    )
    yield _changing("PATCH state, agents", "PATCH", "small", lambda run: {"progress": {"agents": agents[run:]}})
    yield _changing("PUT state, agents", "PUT", "small", lambda run: {"progress": {"agents": agents[run:]}})
    yield _changing("PATCH state, one member", "PATCH", "large", lambda run: {"progress": {"overall_progress": run}})
    visual = {f"{n}": {} for n in range(size // 11)}
    yield _changing(
        "PATCH state, many members",
        "PATCH",
        "small",
        lambda run: {"results": RESULTS | {"visualizations": visual | {"r": run}}},
    )
    for version in (1, 5):
        body = {"version": version, "progress": {"overall_progress": 1}}
        yield request(f"PATCH state, stale version {version}", "PATCH", "/large/state", body)
    yield request("POST restore", "POST", "/large/restore", {"version": 3}, If_Match="*")
    yield Case("POST fork", 20, lambda client, _: client.send("POST", "/large/fork", {"version": 3}))
    yield Case(
        "POST investigations",
        size,
        lambda client, _: client.send("POST", "/investigations", {"settings": large_settings(size)}),
    )
    yield request("PUT access", "PUT", "/large/access/friend", {"role": "viewer"})
    yield Case("POST archive and restore", 0, _archive_and_restore)
    yield Case("DELETE state with its events", 0, _delete_with_events)
    yield request("POST navigation", "POST", "/small/navigation", {"step": "PROGRESS"})
    yield request("POST tickets", "POST", "/tickets")


def _template_writes(size: int) -> Iterator[Case]:
    texts = {"x" * (size // 2): repeated("{{", size // 2)}
    placeholders = {"a": [f"{{{{n{n}}}}}" for n in range(size // 12)]}
    for name, parameters in (("wrong placeholders", texts), ("placeholders", placeholders)):
        body = {"name": name, "settings": SETTINGS | {"tools": [{"tool_name": "t", "parameters": parameters}]}}
        yield request(f"POST templates, {name}", "POST", "/templates?on_conflict=overwrite", body)
    values = {f"v{n}": 1 for n in range(size // 12)}
    yield Case("POST apply, unknown values", size, lambda client, _: _apply(client, {"values": values}))
    values = {"a": "x" * size}
    yield Case("POST apply, a long value", size, lambda client, _: _apply(client, {"values": values}))
    overrides = {"tools": [{"tool_name": "t", "parameters": texts}]}
    yield Case("POST apply, overrides", size, lambda client, _: _apply(client, {"overrides": overrides}))


def request(name: str, method: str, path: str, body: Any = None, **headers: str) -> Case:
    sent = 0 if body is None else len(body if isinstance(body, bytes) else compact(body))
    return Case(name, sent, lambda client, _: client.send(method, path, body, **headers))


def _changing(name: str, method: str, investigation: str, body_of: Callable[[int], Any]) -> Case:
    path, sent = f"/{investigation}/state", len(compact(body_of(1)))
    return Case(
        f"{name}, {investigation}", sent, lambda client, run: client.send(method, path, body_of(run + 1), If_Match="*")
    )


def _apply(client: Any, members: Any) -> Any:
    template_id = client.require("GET", "/templates").document["items"][-1]["template_id"]
    return client.send("POST", f"/templates/{template_id}/apply", members)


def _archive_and_restore(client: Any, _: int) -> Any:
    client.require("POST", "/history/large/archive")
    return client.send("POST", "/history/large/restore")


def _delete_with_events(client: Any, _: int) -> Any:
    create(client, "deleted")
    for _ in range(STORED_EVENTS // 100):
        client.require(
            "POST", "/deleted/events", [event("tool_execution_progress", tool_name="t", percent_complete=1)] * 100
        )
    return client.send("DELETE", "/deleted/state", None, If_Match="*")
