"""A proxy that blocks WebSockets or event streams, as some corporate proxies do."""

import contextlib
import socket
import threading

HEAD_END = b"\r\n\r\n"


class BlockingProxy:
    """Listens on a separate port. A kind that becomes blocked loses its open connections."""

    def __init__(self, bind: str) -> None:
        host, port = bind.split(":")
        self._target = (host, int(port))
        self._blocked: frozenset[str] = frozenset()
        self._open: dict[socket.socket, str] = {}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.bind = f"127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def block(self, *kinds: str) -> None:
        """Block only these kinds: "websocket" is refused, the responses of "sse" are held back."""
        self._blocked = frozenset(kinds)
        for connection in [open_ for open_, kind in self._open.items() if kind in kinds]:
            _shut(connection)

    def close(self) -> None:
        _shut(self._listener)
        self._listener.close()
        for connection in list(self._open):
            _shut(connection)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            request = _read_head(client)
            kind = _kind_of(request)
            self._open[client] = kind
            if kind == "websocket" and kind in self._blocked:
                client.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            else:
                self._forward(client, request, holds_back=kind == "sse" and kind in self._blocked)
        self._open.pop(client, None)
        _shut(client)
        client.close()

    def _forward(self, client: socket.socket, request: bytes, *, holds_back: bool) -> None:
        with socket.create_connection(self._target) as server:
            server.sendall(request)
            threading.Thread(target=_pump, args=(client, server), daemon=True).start()
            while answer := server.recv(65536):
                if not holds_back:
                    client.sendall(answer)


def _read_head(client: socket.socket) -> bytes:
    received = b""
    while HEAD_END not in received and (piece := client.recv(65536)):
        received += piece
    # With one request for each connection, a connection has one kind.
    return received.replace(b"Connection: keep-alive", b"Connection: close", 1)


def _kind_of(request: bytes) -> str:
    head = request.partition(HEAD_END)[0].lower()
    if b"upgrade: websocket" in head:
        return "websocket"
    return "sse" if b"accept: text/event-stream" in head else "other"


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
    _shut(sink)


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
