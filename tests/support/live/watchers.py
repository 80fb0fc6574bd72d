"""Clients that follow one investigation, each by one transport, reconnecting with their cursor when cut off."""

import json
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from http.client import HTTPException
from typing import Any

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.support.live.server import TIMEOUT_S, LiveServer

Event = dict[str, Any]


class Watcher(threading.Thread):
    """Collects the stored events after `cursor` until `is_last` says so of one."""

    def __init__(
        self, server: LiveServer, token: str, investigation_id: str, cursor: str, is_last: Callable[[Event], bool]
    ) -> None:
        super().__init__(daemon=True)
        self.events: list[Event] = []
        self.reconnects = -1
        # Called with what ended a connection.
        self.on_failure: Callable[[Exception], None] = lambda _: None
        self.stopping = threading.Event()
        self._base = f"{server.url}/api/v1/wizard/{investigation_id}"
        self._socket = f"{server.websocket_url}/ws/investigation/{investigation_id}"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._cursor = cursor
        self._is_last = is_last

    @property
    def numbers(self) -> list[int]:
        return [int(event["id"].rpartition("-")[2]) for event in self.events]

    def run(self) -> None:
        while not self.stopping.is_set() and not (self.events and self._is_last(self.events[-1])):
            self.reconnects += 1
            try:
                for event in self.connection():
                    self._take(event)
                    if self._is_last(event):
                        return
            except (OSError, HTTPException, WebSocketException, EOFError, ValueError) as error:
                self.on_failure(error)
                time.sleep(0.05)

    def wait_end(self) -> None:
        LiveServer.wait_until(lambda: not self.is_alive(), "the last event")

    def connection(self) -> Iterator[Event]:
        """Yield stored events until the connection ends."""
        raise NotImplementedError

    def _take(self, event: Event) -> None:
        self.events.append(event)
        self._cursor = event["id"]

    def _open(self, path: str, **headers: str) -> Any:
        request = urllib.request.Request(self._base + path, headers=self._headers | headers)
        return urllib.request.urlopen(request, timeout=TIMEOUT_S)


class SseWatcher(Watcher):
    def connection(self) -> Iterator[Event]:
        with self._open("/stream", **{"Last-Event-ID": self._cursor}) as stream:
            identified = False
            for line in stream:
                identified = line.startswith(b"id:") or (identified and line.strip() != b"")
                if identified and line.startswith(b"data:"):
                    yield json.loads(line.removeprefix(b"data:"))


class SocketWatcher(Watcher):
    def connection(self) -> Iterator[Event]:
        url = f"{self._socket}?last_event_id={self._cursor}"
        with connect(url, additional_headers=self._headers, max_size=None) as socket:
            for message in socket:
                event = json.loads(message)
                if "id" in event:
                    yield event


class PollWatcher(Watcher):
    def connection(self) -> Iterator[Event]:
        with self._open(f"/poll?after={self._cursor}") as answer:
            body = json.load(answer)
        yield from body["events"]
        time.sleep(0.05)


class LongPollWatcher(Watcher):
    def connection(self) -> Iterator[Event]:
        with self._open(f"/poll?wait=10&last_seen={self._cursor}") as answer:
            body = json.load(answer)
        yield from body["events"]


TRANSPORTS: tuple[type[Watcher], ...] = (SseWatcher, SocketWatcher, PollWatcher, LongPollWatcher)
