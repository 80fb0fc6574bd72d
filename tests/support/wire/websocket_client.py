"""A WebSocket client of the `websockets` library: it sends and receives JSON objects."""

import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.support.live.server import TIMEOUT_S, LiveServer

Event = dict[str, Any]


class LiveSocket:
    """One socket. received: every message so far, in order; `wait_for` and `wait_close` fetch more."""

    def __init__(
        self,
        server: LiveServer,
        path: str,
        headers: dict[str, str],
        *,
        subprotocols: tuple[str, ...] = (),
        origin: str | None = None,
    ) -> None:
        self.received: list[Event] = []
        self._opened = ExitStack()
        connecting = connect(
            server.websocket_url + path,
            additional_headers=headers,
            subprotocols=[Subprotocol(name) for name in subprotocols] or None,
            origin=Origin(origin) if origin else None,
            open_timeout=TIMEOUT_S,
            ping_interval=None,
            max_size=None,
            proxy=None,
        )
        self.connection: ClientConnection = self._opened.enter_context(connecting)
        self.port: int = self.connection.local_address[1]

    @property
    def types(self) -> list[str]:
        return [str(message.get("event_type", message.get("type"))) for message in self.received]

    @property
    def stored(self) -> list[Event]:
        return [message for message in self.received if "id" in message]

    def send(self, **message: Any) -> None:
        self.connection.send(json.dumps(message))

    def wait_for(self, is_it: Callable[[Event], bool]) -> Event:
        """Return the next message for which `is_it` holds."""
        patience = time.monotonic() + TIMEOUT_S
        while True:
            message: Event = json.loads(self.connection.recv(timeout=max(0.0, patience - time.monotonic())))
            self.received.append(message)
            if is_it(message):
                return message

    def wait_for_event(self, event_type: str) -> Event:
        return self.wait_for(lambda message: message.get("event_type") == event_type)

    def answer_to(self, **message: Any) -> Event:
        """Send a message with a `message_id` and return its answer."""
        self.send(**message)
        return self.wait_for(
            lambda reply: "event_type" not in reply and reply.get("message_id") == message["message_id"]
        )

    def wait_close(self) -> int | None:
        """Receive messages until the server closes; return its close code, or None when the connection just broke."""
        try:
            self.wait_for(lambda _: False)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None
        raise AssertionError("unreachable: wait_for ends only by an exception")

    def close(self) -> None:
        self._opened.close()
