"""The reads that `costly_requests.py` measures."""

from collections.abc import Iterator
from typing import Any

from costly.cases import Case, request


def reads() -> Iterator[Case]:
    """Yield the reads, after the writes have stored what they read."""
    long_text = "q" * 3000
    paths = (
        *("/large/state", "/large/state?at_version=2", "/large/diff?from=2&to=3", "/large/diff?from=2"),
        *("/large/changes?since_version=1", "/large/changes?since_version=1&include_snapshot=true"),
        *("/large/audit?limit=100", "/large/audit/verify", "/large/audit/export", "/large/audit/refused"),
        *("/swinging/audit?limit=100&action_type=ACCESS_CHANGED", "/swinging/state?at_version=4"),
        *("/large/checkpoint", "/large/connections", "/large/access", "/busy/audit?limit=100"),
        *(f"/history?q={long_text}", "/history?q=zzz", "/history?page=1000000&limit=100", "/history?limit=100"),
        *(f"/history?entity_type={','.join(f'{n}' for n in range(800))}", "/history?entity_type=a,b,c"),
        *("/active?limit=200", "/poll", "/templates", "/usage", "/client-config", "/health", "/readyz", "/metrics"),
        *("/openapi.json", "/asyncapi.json"),
        *(f"/history?{'&'.join(f'a{n}=1' for n in range(600))}", f"/large/state?at_version={'9' * 3000}"),
    )
    for path in paths:
        yield request(f"GET {path if len(path) < 50 else path[:40] + '...'}", "GET", path)
    yield Case("GET large/poll, oldest cursor", 0, lambda client, _: _poll(client, "large"))
    yield Case("GET large/poll, an early cursor", 0, lambda client, _: _poll(client, "large", 10))
    yield Case("GET busy/poll, oldest cursor", 0, lambda client, _: _poll(client, "busy"))
    yield Case("GET poll, oldest cursor", 0, lambda client, _: _poll(client, None))
    tags = ",".join(f'"{n}"' for n in range(1500))[:8000]
    yield request("GET state, many tags", "GET", "/large/state", None, If_None_Match=tags)


def _poll(client: Any, investigation: str | None, version: int = 0) -> Any:
    """Poll with the cursor of a version, 0 for the beginning of the feed."""
    path = "/poll" if investigation is None else f"/{investigation}/poll"
    beginning = client.require("GET", path).document["cursor"].rpartition("-")[0] + "-0"
    events = client.require("GET", f"{path}?after={beginning}").document["events"] if version else []
    after = next((event["id"] for event in events if event["version"] == version), beginning)
    return client.send("GET", f"{path}?after={after}")
