"""What a service says on its transports, for scripts."""

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Any

from scripted_server import Answer, ScriptedServer

from wizard_service.client import Event

STREAM = {"Content-Type": "text/event-stream"}


def first(number: int, events: Iterator[Event]) -> list[Event]:
    """Return the first events of those that never end, and leave."""
    with closing(events):
        return list(islice(events, number))


def paths(server: ScriptedServer) -> list[str]:
    """Return what was asked for, below the base path."""
    return [asked.path.removeprefix("/api/v1/wizard") for asked in server.asked]


def cursors(server: ScriptedServer) -> list[str | None]:
    """Return the cursors that streams were asked for."""
    return [asked.headers.get("Last-Event-ID") for asked in server.asked]


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


def stream(*events: Event, retry_ms: int = 5, **options: Any) -> Answer:
    """Return a stream that tells `events` and ends."""
    return Answer(200, f": padding\nretry: {retry_ms}\n\n{frames([established(), *events])}", STREAM, **options)


def poll(*events: Event, cursor: str, interval_ms: int | None = 500) -> Answer:
    return Answer(200, {"events": list(events), "cursor": cursor, "next_poll_interval": interval_ms})


def state_poll(cursor: str) -> Answer:
    """Return what a poll without a cursor is answered."""
    state = {"user_id": "u1", "version": 7}
    body = {"investigation_id": "inv_1", "timestamp": "2026-01-15T12:00:00.000Z", "state": state, "cursor": cursor}
    return Answer(200, body)
