"""Watchers of a trial: they follow an investigation by one transport each, and count what refused them."""

from typing import Any
from urllib.error import HTTPError

from websockets.exceptions import InvalidStatus

from tests.support.live.server import LiveServer
from tests.support.live.watchers import TRANSPORTS, Event, Watcher

from .connection import UNKNOWN, Answer, Tally
from .service import token_for

END = "the end of the trial"


def is_end(event: Event) -> bool:
    return any(line.get("message") == END for line in event["data"].get("lines", ()))


def start_watchers(server: LiveServer, user_id: str, investigation_id: str, cursor: str, tally: Tally) -> list[Watcher]:
    """Start one watcher for each transport: SSE, WebSocket, poll and long-poll."""
    watchers = []
    for transport in TRANSPORTS:
        watcher = transport(server, token_for(user_id), investigation_id, cursor, is_end)
        watcher.on_failure = _counter(transport.__name__, tally)
        watcher.start()
        watchers.append(watcher)
    return watchers


def _counter(name: str, tally: Tally) -> Any:
    def count(error: Exception) -> None:
        if isinstance(error, HTTPError):
            answer = Answer(error.code, error.headers, error.read())
        elif isinstance(error, InvalidStatus):
            answer = Answer(error.response.status_code, error.response.headers, error.response.body or b"")  # type: ignore[arg-type]
        else:
            tally.count_cut()
            return
        tally.count(answer.status)
        if answer.status not in UNKNOWN:
            tally.refuse(name, answer)

    return count
