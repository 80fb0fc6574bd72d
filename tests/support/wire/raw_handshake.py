"""A WebSocket handshake of any kind, and what the server answers."""

import json
from typing import Any

from tests.support.live.users import Person
from tests.support.wire.raw_connection import RawConnection


class Handshake:
    """The answer of the server: status, head, and the problem document if there is one."""

    def __init__(self, person: Person, path: str, request_line: str | None = None, **fields: str | None) -> None:
        """Shake hands as RFC 6455 wants it, with header fields replaced, added or (None) left out.

        request_line: in place of `GET {path} HTTP/1.1`. Names of fields are written with `_` for `-`.
        """
        named = {name.replace("_", "-"): value for name, value in fields.items()}
        usual = {"Host": person.server.bind, "Connection": "Upgrade", "Upgrade": "websocket"}
        usual |= {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="} | person.bearer
        sent = {name: value for name, value in (usual | named).items() if value is not None}
        is_head = (request_line or "").startswith("HEAD ")
        with RawConnection(person.server) as raw:
            raw.ask(request_line or f"GET {path} HTTP/1.1", sent)
            self.head = raw.read_head()
            self.status = int(self.head.split()[1])
            body = raw.read_body() if self.status != 101 and not is_head else b""
            self.problem: dict[str, Any] = json.loads(body) if "problem+json" in self.head and body else {}

    @property
    def refusal(self) -> tuple[int, str]:
        """Return the status and the code of the problem document."""
        assert "content-type: application/problem+json" in self.head.lower()
        assert self.problem["status"] == self.status
        return self.status, self.problem["code"]
