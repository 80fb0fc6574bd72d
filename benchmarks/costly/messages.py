"""The messages of a socket that `costly_requests.py` measures: each of at most 64 KB, which is their limit."""

import re
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

from flask import Flask

from costly.cases import Case
from costly.clocks import Answer, Clocks
from costly.documents import RESULTS, SETTINGS, compact, named, repeated
from wizard_service.domain.identity.principal import DEFAULT_SCOPES, Principal
from wizard_service.feed.limits.stream_options import StreamOptions
from wizard_service.feed.presence import Connection
from wizard_service.feed.session import FeedSession
from wizard_service.web.streaming.websocket import MAX_MESSAGE_BYTES
from wizard_service.web.streaming.websocket_session import ProtocolError, WebSocketSession

# Room for the members around a long one.
SIZE = MAX_MESSAGE_BYTES - 500


class Wire:
    """Stands in for the connection of a session: it gives one message, and keeps what is sent."""

    def __init__(self, message: bytes) -> None:
        self._received = [message.decode()]
        self.sent: list[bytes] = []

    def wake_on_input(self, wake: Event) -> None:
        wake.set()

    def receive(self) -> str | None:
        return self._received.pop() if self._received else None

    def send_text(self, text: str) -> None:
        self.sent.append(text.encode())

    def send_frames(self, frames: bytes) -> None:
        self.sent.append(frames)

    def try_send_frames(self, frames: bytes, _: Event) -> bool:
        self.sent.append(frames)
        return True


class Socket:
    """Handles messages of one user as an open socket does, without the network."""

    def __init__(self, app: Flask, clocks: Clocks) -> None:
        self._app, self._service, self._clocks = app, app.extensions["wizard"], clocks

    def exchange(self, investigation_id: str, message: bytes) -> Answer:
        """Handle one message, and send what it causes. The status is 101 when the socket would stay open, else 400."""
        wire, service = Wire(message), self._service
        principal = Principal("owner", DEFAULT_SCOPES, float("inf"))
        connection = Connection("c", "websocket", "owner", investigation_id, "r", 30)
        with self._app.test_request_context():
            feed = FeedSession(service.store, service.feed, principal, connection, StreamOptions())
            _, after = feed.opening(None)
            with service.feed.follow(feed.owner, investigation_id, after, connection) as subscription:
                session = WebSocketSession(service, wire, feed, subscription)  # type: ignore[arg-type]
                # A message that is refused causes no event.
                subscription.longest_wait_s = 1.0
                status = self._timed(session._handle_messages)
                self._timed(lambda: session.send(next(feed.outgoing(subscription))))
        times = self._clocks.worker.drain_ms() + self._clocks.writer.drain_ms()
        return Answer(_kind(message), status, {}, b"".join(wire.sent), *times)

    def _timed(self, handle: Callable[[], None]) -> int:
        self._clocks.worker.begin()
        try:
            handle()
        except ProtocolError:
            return 400
        finally:
            self._clocks.worker.end()
        return 101


def _kind(message: bytes) -> str:
    kind = re.search(rb'"type":"([a-z]{2,20})"', message)
    return f"socket: `{kind[1].decode()}`" if kind else "socket: what is no message"


def messages() -> Iterator[Case]:
    """Yield the messages of each kind, those that cost most."""
    agents = {"progress": {"agents": named("agent", {"status": "s"}, SIZE)}}
    updates: dict[str, dict[str, Any]] = {
        "agents": agents,
        "wrong agents": {"progress": {"agents": repeated({}, SIZE)}},
        "agents, wrong late": {"progress": {"agents": [*named("agent", {"status": "s"}, SIZE - 10), {}]}},
        "wrong entities": {"settings": SETTINGS | {"entities": repeated({}, SIZE - 500)}},
        "unknown members": {f"{n}": 1 for n in range(SIZE // 9)},
        "many members": {"results": RESULTS | {"visualizations": {f"{n}": {} for n in range(SIZE // 12)}}},
        "one member": {"progress": {"overall_progress": 1}},
    }
    for investigation in ("small", "large"):
        for name, changes in updates.items():
            yield _case(f"update, {name}", investigation, {"type": "update", "message_id": "m", "changes": changes})
        stale = {"type": "update", "message_id": "m", "version": 1, "changes": updates["one member"]}
        yield _case("update, stale version", investigation, stale)
        yield _case("sync", investigation, {"type": "sync"})
    yield _case("update, no right", "small", {"type": "update", "investigation_id": "other", "changes": agents})
    yield _case("answer, objects", "small", {"type": "answer", "request_id": "r", "answer": repeated({}, SIZE)})
    for kind, member in (("auth", "token"), ("ack", "id"), ("heartbeat", "x"), ("x" * (SIZE // 2), "x")):
        yield _case(f"{kind[:20]}, a long text", "small", {"type": kind, member: "x" * (SIZE // 2)})
        yield _case(f"{kind[:20]}, objects", "small", {"type": kind, member: repeated({}, SIZE // 2)})
    yield _case("auth, segments", "small", {"type": "auth", "token": "e30." * (SIZE // 4)})
    deep = b"[" * (SIZE // 2) + b"]" * (SIZE // 2)
    for name, message in (("not JSON", b'{"type": ' + b"[1," * (SIZE // 3)), ("deep", deep)):
        yield Case(f"socket: {name}", len(message), lambda client, _, m=message: client.socket.exchange("small", m))  # type: ignore[misc]


def _case(name: str, investigation: str, message: dict[str, Any]) -> Case:
    def send(client: Any, run: int) -> Any:
        # The messages of a socket are repeated under their id, so each run has its own.
        own = message | {"message_id": f"{name} {investigation} {run}"}
        if message["type"] == "update":
            own = {"version": client.require("GET", f"/{investigation}/state").document["version"]} | own
        return client.socket.exchange(investigation, compact(own))

    return Case(f"socket: {name}, {investigation}", len(compact(message)), send)
