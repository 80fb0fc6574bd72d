"""Events and responses of a service, for scripts."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Any

from tests.support.client.scripted_server import Response, ScriptedServer
from wizard_service.client import Event

STREAM = {"Content-Type": "text/event-stream"}


def first(number: int, events: Iterator[Event]) -> list[Event]:
    """Return the first events of a feed without end, and close it."""
    with closing(events):
        return list(islice(events, number))


def paths(server: ScriptedServer) -> list[str]:
    """Return the request targets below the base path."""
    return [request.path.removeprefix("/api/v1/wizard") for request in server.requests]


def cursors(server: ScriptedServer) -> list[str | None]:
    """Return the Last-Event-ID of each request."""
    return [request.headers.get("Last-Event-ID") for request in server.requests]


def stored(n: int, event_type: str = "log_appended", epoch: str = "k7f3") -> Event:
    return {"id": f"{epoch}-{n}", "event_type": event_type, "investigation_id": "inv_1", "data": {"lines": []}}


def established(cursor: str = "k7f3-0", heartbeat_interval_ms: int = 15000) -> Event:
    data = {"heartbeat_interval_ms": heartbeat_interval_ms, "cursor": cursor}
    return {"event_type": "connection_established", "data": data}


def state_sync(reason: str, cursor: str) -> Event:
    return {"event_type": "state_sync", "data": {"sync_reason": reason, "state": {}, "cursor": cursor}}


def frames(events: Sequence[Event]) -> str:
    return "".join(
        (f"id: {event['id']}\n" if "id" in event else "")
        + f"event: {event['event_type']}\ndata: {json.dumps(event)}\n\n"
        for event in events
    )


def stream(*events: Event, retry_ms: int = 5, **options: Any) -> Response:
    """Return a stream that sends the events and ends."""
    return Response(200, f": padding\nretry: {retry_ms}\n\n{frames([established(), *events])}", STREAM, **options)


def poll(*events: Event, cursor: str, interval_ms: int | None = 500) -> Response:
    return Response(200, {"events": list(events), "cursor": cursor, "next_poll_interval": interval_ms})


def state_poll(cursor: str) -> Response:
    """Return the response to a poll without a cursor."""
    state = {"user_id": "u1", "version": 7}
    body = {"investigation_id": "inv_1", "timestamp": "2026-01-15T12:00:00.000Z", "state": state, "cursor": cursor}
    return Response(200, body)
