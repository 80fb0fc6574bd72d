"""Users of a running server, each with its own id and token; tests stay apart by their users."""

import http.client
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import Any

from tests.support.live.databases import KindOfRun
from tests.support.live.server import TIMEOUT_S, LiveServer
from tests.support.wire.sse_client import SseStream
from tests.support.wire.websocket_client import LiveSocket
from wizard_service.config import AuthSettings
from wizard_service.domain.identity.tokens import issue_token

SECRET = "a-secret-of-the-live-tests-that-is-long-enough"
BASE = "/api/v1/wizard"
# WIZARD_ALLOWED_ORIGINS of the server that most modules share.
ALLOWED_ORIGIN = "https://console.example"

Document = dict[str, Any]
PersonFor = Callable[..., "Person"]


@contextmanager
def serving(folder: Path, workers: int = 2, **settings: str) -> Iterator[LiveServer]:
    """Run a server with an empty database of its own, or with the one that DATABASE_URL names."""
    with ExitStack() as opened:
        if "DATABASE_URL" not in settings:
            settings["DATABASE_URL"] = opened.enter_context(KindOfRun.new(folder))
        server = LiveServer(folder, SECRET, workers=workers, **settings)
        opened.callback(server.kill)
        server.start()
        yield server


def token_of(user_id: str, *scopes: str, ttl_s: int = 600) -> str:
    return issue_token(AuthSettings(secret=SECRET), user_id, scopes, ttl_s)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Message
    body: bytes

    @property
    def document(self) -> Document:
        body = json.loads(self.body)
        assert isinstance(body, dict)
        return body

    @property
    def problem(self) -> tuple[int, str]:
        """Status and code of an answer that must be a problem document."""
        assert self.headers["Content-Type"] == "application/problem+json", self.body
        assert self.document["status"] == self.status
        return self.status, str(self.document["code"])


def request(server: LiveServer, method: str, path: str, headers: dict[str, str], body: Any = None) -> Answer:
    """Send a request over a new connection, without following or adding anything."""
    connection = http.client.HTTPConnection(server.bind, timeout=TIMEOUT_S)
    sent = None if body is None else json.dumps(body).encode()
    media_type = "application/merge-patch+json" if method == "PATCH" else "application/json"
    try:
        connection.request(method, path, sent, ({"Content-Type": media_type} if sent else {}) | headers)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read())
    finally:
        connection.close()


class Person:
    """One user. What it opens is closed when `opened` is."""

    def __init__(self, server: LiveServer, opened: ExitStack, user_id: str, *scopes: str, ttl_s: int = 600) -> None:
        self.server = server
        self.user_id = user_id
        self.token = token_of(user_id, *scopes, ttl_s=ttl_s)
        self._opened = opened

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        return request(self.server, method, BASE + path, self.bearer | (headers or {}), body)

    def create(self, **members: Any) -> str:
        """Return the id of a new investigation."""
        answer = self.call("POST", "/investigations", {"investigation_id": f"inv-{uuid.uuid4()}"} | members)
        assert answer.status == 201, answer.body
        return str(answer.document["investigation_id"])

    def state(self, investigation_id: str) -> Document:
        return self.call("GET", f"/{investigation_id}/state").document

    def change(self, investigation_id: str, **members: Any) -> Answer:
        """Patch whatever version is current."""
        answer = self.propose(investigation_id, **members)
        assert answer.status == 200, answer.body
        return answer

    def propose(self, investigation_id: str, **members: Any) -> Answer:
        """Patch whatever version is current, with what may be refused."""
        version = self.state(investigation_id)["version"]
        return self.call("PATCH", f"/{investigation_id}/state", members | {"version": version})

    def report(self, investigation_id: str, event_type: str, **data: Any) -> Document:
        """Report one event and return the first that was stored."""
        answer = self.call("POST", f"/{investigation_id}/events", {"event_type": event_type, "data": data})
        assert answer.status == 200, answer.body
        event: Document = answer.document["events"][0]
        return event

    def log(self, investigation_id: str, *lines: str) -> Document:
        return self.report(investigation_id, "log_appended", lines=[{"message": line} for line in lines])

    def cursor(self, investigation_id: str) -> str:
        return str(self.call("GET", f"/{investigation_id}/poll").document["cursor"])

    def beginning(self, investigation_id: str) -> str:
        return self.cursor(investigation_id).rpartition("-")[0] + "-0"

    def share(self, investigation_id: str, other: "Person", role: str) -> Answer:
        """Let another user view or edit, who accepts the invitation; return the answer to the invitation."""
        answer = self.invite(investigation_id, other, role)
        if answer.status == 200:
            assert other.call("POST", f"/invitations/{investigation_id}/accept").status == 204
        return answer

    def invite(self, investigation_id: str, other: "Person", role: str) -> Answer:
        return self.call("PUT", f"/{investigation_id}/access/{other.user_id}", {"role": role})

    def unshare(self, investigation_id: str, other: "Person") -> Answer:
        return self.call("DELETE", f"/{investigation_id}/access/{other.user_id}")

    def stream(self, path: str, headers: dict[str, str] | None = None, *, keeps_connection: bool = False) -> SseStream:
        """Open `/{id}/stream` or `/stream`, with a query if it has one."""
        sent = self.bearer | (headers or {})
        stream = SseStream(self.server, BASE + path, sent, keeps_connection=keeps_connection)
        self._opened.callback(stream.close)
        return stream

    def socket(self, investigation_id: str, query: str = "", **options: Any) -> LiveSocket:
        """Open a socket that has received its first message. Raises InvalidStatus when it is refused."""
        return self._socket_at(f"/ws/investigation/{investigation_id}{query}", **options)

    def socket_for_everything(self) -> LiveSocket:
        return self._socket_at("/ws/investigations")

    def _socket_at(self, path: str, headers: dict[str, str] | None = None, **options: Any) -> LiveSocket:
        opened = LiveSocket(self.server, path, self.bearer | (headers or {}), **options)
        self._opened.callback(opened.close)
        opened.wait_for_event("connection_established")
        return opened
