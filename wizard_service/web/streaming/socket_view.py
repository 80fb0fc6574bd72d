"""The view of a WebSocket: it accepts the handshake, and the socket is served on the connection of the request.

flask-sock is not used, because it takes its options from the configuration of the application, which belongs to the
host of an installed service.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import wraps
from typing import Any

from flask import Response, request
from wsproto.utilities import LocalProtocolError

from .websocket import MAX_MESSAGE_BYTES, ConnectionClosed, ReaderThread, Server

SUBPROTOCOL = "wizard.v1"


def socket_view(serve: Callable[..., None]) -> Callable[..., Response]:
    """Return the view for a function that serves an accepted connection: server, **members of the path."""

    @wraps(serve)
    def view(**members: str) -> Response:
        server = Server(
            request.environ,
            subprotocols=[SUBPROTOCOL],
            max_message_size=MAX_MESSAGE_BYTES,
            thread_class=ReaderThread,
        )
        serve(server, **members)
        # The reader of a connection that could not be written to ends with this.
        with suppress(ConnectionClosed, LocalProtocolError, OSError):
            server.close()
        return _Served(server.mode)

    return view


class _Served(Response):
    """Takes the place of a response: the connection has been used, and the server must write nothing more to it.

    mode: the server, as simple-websocket names it.
    """

    def __init__(self, mode: str) -> None:
        super().__init__()
        self._mode = mode

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if self._mode == "gunicorn":
            # gunicorn ends the connection with it.
            raise StopIteration
        # werkzeug's server needs a response, whose bytes go nowhere; gevent's takes none.
        return super().__call__(environ, start_response) if self._mode == "werkzeug" else []
