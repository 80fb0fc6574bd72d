"""A socket whose writes are whole: simple-websocket calls `send`, which under gevent may write only part of a frame."""

import socket
import threading
from typing import Any

# Where WSGI servers leave the connection's socket.
ENVIRON_KEYS = ("gunicorn.socket", "werkzeug.socket")


class WholeFrameSocket:
    """Sends everything or fails, one writer at a time, so that a pong never lands inside an event."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lock = threading.Lock()

    def send(self, frame: bytes) -> int:
        with self._lock:
            self._connection.sendall(frame)
        return len(frame)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def guard(environ: dict[str, Any]) -> None:
    """Put a WholeFrameSocket in place of the connection's socket."""
    for key in ENVIRON_KEYS:
        if key in environ:
            environ[key] = WholeFrameSocket(environ[key])
