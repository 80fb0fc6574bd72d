"""A WebSocket client of the `websockets` library: says and hears JSON objects."""

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
    """One socket. heard: every message so far, in order; `hear` and `wait_close` fetch more."""

    def __init__(
        self,
        server: LiveServer,
        path: str,
        headers: dict[str, str],
        *,
        subprotocols: tuple[str, ...] = (),
        origin: str | None = None,
    ) -> None:
        self.heard: list[Event] = []
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
        return [str(message.get("event_type", message.get("type"))) for message in self.heard]

    @property
    def stored(self) -> list[Event]:
        return [message for message in self.heard if "id" in message]

    def say(self, **message: Any) -> None:
        self.connection.send(json.dumps(message))

    def hear(self, is_it: Callable[[Event], bool]) -> Event:
        """Return the next message for which `is_it` holds."""
        patience = time.monotonic() + TIMEOUT_S
        while True:
            message: Event = json.loads(self.connection.recv(timeout=max(0.0, patience - time.monotonic())))
            self.heard.append(message)
            if is_it(message):
                return message

    def hear_event(self, event_type: str) -> Event:
        return self.hear(lambda message: message.get("event_type") == event_type)

    def answer_to(self, **message: Any) -> Event:
        """Say something with a `message_id` and return its answer."""
        self.say(**message)
        return self.hear(lambda heard: "event_type" not in heard and heard.get("message_id") == message["message_id"])

    def wait_close(self) -> int | None:
        """Hear everything until the server closes, and return its close code; None when it just went away."""
        try:
            self.hear(lambda _: False)
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else None
        raise AssertionError("unreachable: hear ends only by an exception")

    def close(self) -> None:
        self._opened.close()
