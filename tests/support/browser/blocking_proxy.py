"""A proxy that blocks WebSockets or event streams, as some corporate proxies do."""

import socket

from tests.support.wire.relay import HEAD_END, Relay, read_head, shut


class BlockingProxy(Relay):
    """A kind of requests that becomes blocked loses its open connections."""

    def __init__(self, bind: str) -> None:
        self._blocked: frozenset[str] = frozenset()
        self._kinds: dict[socket.socket, str] = {}
        super().__init__(bind)

    def block(self, *kinds: str) -> None:
        """Block only these kinds: "websocket" is refused, the responses of "sse" are held back."""
        self._blocked = frozenset(kinds)
        for connection in [open_ for open_, kind in self._kinds.items() if kind in kinds]:
            shut(connection)

    def serve(self, client: socket.socket) -> None:
        # With one request for each connection, a connection has one kind.
        request = read_head(client).replace(b"Connection: keep-alive", b"Connection: close", 1)
        self._kinds[client] = kind = _kind_of(request)
        try:
            self._serve_kind(client, request, kind, is_blocked=kind in self._blocked)
        finally:
            del self._kinds[client]

    def _serve_kind(self, client: socket.socket, request: bytes, kind: str, *, is_blocked: bool) -> None:
        if is_blocked and kind == "websocket":
            client.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            return
        for answer in self.answers(client, request):
            if not is_blocked:
                client.sendall(answer)


def _kind_of(request: bytes) -> str:
    head = request.partition(HEAD_END)[0].lower()
    if b"upgrade: websocket" in head:
        return "websocket"
    return "sse" if b"accept: text/event-stream" in head else "other"
