"""The requests that `costly_requests.py` measures for the endpoints that neither store nor read large documents."""

from collections.abc import Iterator
from typing import Any

from costly.cases import Case, request
from costly.documents import SETTINGS, STORED_EVENTS, create, event, large_settings, repeated

# The token of a login link and that of a session are texts of the caller.
_TOKEN = {"token": "e30." * 4000}
_FORM = {"type": "object", "properties": {f"p{n}": {"type": "string", "enum": ["a", "b"]} for n in range(40)}}
BULK = 100


def other_requests() -> Iterator[Case]:
    """Yield the requests, after `fill` has stored what they work on."""
    yield from _plain()
    yield from _templates()
    yield from _executors()
    yield from _lists()
    yield Case("GET stream, 10,000 events", 0, lambda client, _: _replayed(client))


def _plain() -> Iterator[Case]:
    paths = (
        *("/large/report?format=md", "/large/report?format=html", "/busy/report", "/overview", "/users"),
        *("/invitations", "/history/large", "/session", "/healthz", "/large/lease", "/large/example"),
    )
    for path in paths:
        yield request(f"GET {path}", "GET", path)
    yield request("POST session, a long token", "POST", "/session", _TOKEN)
    yield request("POST login, a long ticket", "POST", "/session/login", {"ticket": "x" * 16_000})
    yield request("DELETE session", "DELETE", "/session")
    yield request("POST example", "POST", "/large/example")
    yield request("POST executor-token", "POST", "/large/executor-token")
    yield request("DELETE access", "DELETE", "/large/access/stranger")
    yield request("POST accept", "POST", "/invitations/large/accept")
    yield request("DELETE invitation", "DELETE", "/invitations/large")
    yield request("POST cancel", "POST", "/large/cancel")
    yield request("POST retry", "POST", "/large/retry")


def _templates() -> Iterator[Case]:
    def template(client: Any) -> str:
        return f"/templates/{client.require('GET', '/templates').document['items'][-1]['template_id']}"

    def replaced(client: Any, run: int) -> Any:
        body = {"name": "costly", "settings": large_settings(45_000) | {"name": f"{{{{a}}}} {run}"}}
        return client.send("PUT", template(client), body, If_Match="*")

    def restored(client: Any, _: int) -> Any:
        path = template(client)
        client.require("DELETE", path, If_Match="*")
        return client.send("POST", f"{path}/restore")

    yield Case("PUT template, settings of 45 KB", 45_000, replaced)
    for end in ("", "/versions", "/audit?limit=100", "/audit/verify", "/audit/export"):
        yield Case(f"GET template{end}", 0, lambda client, _, end=end: client.send("GET", template(client) + end))  # type: ignore[misc]
    yield Case("DELETE template", 0, lambda client, _: _deleted(client, template(client)))
    yield Case("POST template restore", 0, restored)


def _deleted(client: Any, path: str) -> Any:
    answer = client.send("DELETE", path, None, If_Match="*")
    client.require("POST", f"{path}/restore")
    return answer


def _executors() -> Iterator[Case]:
    asked = event("input_requested", request_id="r", prompt="p", kind="form", schema=_FORM)

    def answered(client: Any, _: int) -> Any:
        client.require("POST", "/busy/events", asked)
        return client.send("POST", "/busy/inputs/r", {"answer": {f"p{n}": "x" * 2_000 for n in range(40)}})

    yield Case("POST answer to a form, wrong", 80_000, answered)
    yield request("POST answer, objects", "POST", "/busy/inputs/r", {"answer": repeated({}, 99_000)})
    yield Case("POST lease", 0, lambda client, _: _leased(client, "POST"))
    yield Case("PUT lease", 0, lambda client, _: _leased(client, "PUT"))
    yield Case("DELETE lease", 0, lambda client, _: _leased(client, "DELETE"))


def _leased(client: Any, method: str) -> Any:
    taken = {"executor": "e", "takeover": True}
    if method == "POST":
        return client.send("POST", "/busy/lease", taken)
    lease = client.require("POST", "/busy/lease", taken).document["lease_id"]
    return client.send(method, "/busy/lease", None, Wizard_Lease=lease)


def _lists() -> Iterator[Case]:
    for action in ("archive", "restore", "delete"):
        yield Case(f"POST history/bulk, {action} {BULK}", 4_000, lambda client, run, a=action: _bulk(client, a, run))  # type: ignore[misc]
    ids = [f"{number}" for number in range(BULK)]
    yield request(
        "POST history/bulk, unknown ids", "POST", "/history/bulk", {"action": "cancel", "investigation_ids": ids}
    )
    yield Case("POST history/{id}/archive", 0, lambda client, _: _archived(client))


def _bulk(client: Any, action: str, run: int) -> Any:
    ids = [f"{action}-{run}-{number}" for number in range(BULK)]
    for name in ids:
        create(client, name)
    if action == "restore":
        client.require("POST", "/history/archive", {"investigation_ids": ids})
    return client.send("POST", "/history/bulk", {"action": action, "investigation_ids": ids})


def _archived(client: Any) -> Any:
    answer = client.send("POST", "/history/large/archive")
    client.require("POST", "/history/large/restore")
    return answer


def _replayed(client: Any) -> Any:
    """Read a stream from the beginning of the feed to the end of an investigation."""
    if client.send("GET", "/ended/state").status == 404:
        create(client, "ended")
        report = [event("tool_execution_progress", tool_name="t", percent_complete=1)] * 100
        for _ in range(STORED_EVENTS // 100):
            client.require("POST", "/ended/events", report)
        changes = {"status": "COMPLETED", "wizard_step": "RESULTS"}
        client.require("PATCH", "/ended/state", changes | {"results": _results()}, If_Match="*")
    beginning = client.require("GET", "/ended/poll").document["cursor"].rpartition("-")[0] + "-0"
    return client.send("GET", f"/ended/stream?until=completed&after={beginning}")


def _results() -> dict[str, Any]:
    return {
        "risk_score": {"overall_score": 1, "category_scores": {}, "risk_level": "low"},
        "completed_at": SETTINGS["time_range"]["end"],
    }
