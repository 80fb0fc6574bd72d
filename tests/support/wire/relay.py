"""A TCP relay in front of a server, which its subclasses make faulty."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

HEAD_END = b"\r\n\r\n"


class Relay:
    """Listens on a port of its own and serves each connection in a thread. target, bind: `host:port`."""

    def __init__(self, target: str) -> None:
        host, port = target.split(":")
        self._target = (host, int(port))
        self._connections: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.bind = f"127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def serve(self, client: socket.socket) -> None:
        """Serve one connection, which is closed afterwards. An OSError ends it too."""
        raise NotImplementedError

    def answers(self, client: socket.socket, request: bytes, most_s: float | None = None) -> Iterator[bytes]:
        """Send a request and all that follows it to the target, and yield what the target sends.

        Raises TimeoutError after `most_s`.
        """
        ends_at = None if most_s is None else time.monotonic() + most_s
        with socket.create_connection(self._target) as server:
            self._connections.append(server)
            server.sendall(request)
            threading.Thread(target=_pump, args=(client, server), daemon=True).start()
            while answer := _receive(server, ends_at):
                yield answer

    def close(self) -> None:
        shut(self._listener)
        self._listener.close()
        for connection in self._connections:
            shut(connection)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._connections.append(client)
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            self.serve(client)
        shut(client)
        client.close()


def read_head(client: socket.socket) -> bytes:
    """Return what arrives until the head of a request is complete, or the client has closed the connection."""
    received = b""
    while HEAD_END not in received and (piece := client.recv(65536)):
        received += piece
    return received


def _receive(server: socket.socket, ends_at: float | None) -> bytes:
    # A timeout of 0 would not wait at all.
    server.settimeout(None if ends_at is None else max(0.001, ends_at - time.monotonic()))
    return server.recv(65536)


def shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
    shut(sink)
