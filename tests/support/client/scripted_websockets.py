"""A WebSocket server that plays one script for each connection, in order, and repeats the last one."""

import json
from collections.abc import Callable
from threading import Event as Flag
from threading import Thread
from typing import Self

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from tests.support.client.feed_messages import established
from wizard_service.client import Event

Script = Callable[[ServerConnection], None]


class ScriptedSockets:
    """targets: the request targets of the handshakes. received: the messages that scripts have read from clients."""

    def __init__(self) -> None:
        self.scripts: list[Script] = []
        self.targets: list[str] = []
        self.received: list[str] = []
        self.released = Flag()
        self._server = serve(self._play, "127.0.0.1", 0, subprotocols=["wizard.v1"], ping_interval=None)
        self.url = f"http://127.0.0.1:{self._server.socket.getsockname()[1]}"
        self._thread = Thread(target=self._server.serve_forever)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.released.set()
        self._server.shutdown()
        self._thread.join()

    def script(self, *scripts: Script) -> None:
        self.scripts = list(scripts)

    def sending(self, *events: Event, code: int = 1012) -> Script:
        """Return a script that sends the events and closes."""

        def play(connection: ServerConnection) -> None:
            for event in [established(), *events]:
                connection.send(json.dumps(event))
            connection.close(code)

        return play

    def sending_and_receiving(self, *events: Event) -> Script:
        """Return a script that sends the events, reads one message, and closes."""

        def play(connection: ServerConnection) -> None:
            for event in [established(), *events]:
                connection.send(json.dumps(event))
            self.received.append(str(connection.recv()))

        return play

    def _play(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        self.targets.append(connection.request.path)
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        try:
            script(connection)
        except ConnectionClosed:
            return
