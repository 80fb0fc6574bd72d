"""A TCP proxy that cuts each connection after a random number of bytes, sometimes in the middle of a character."""

import contextlib
import random
import socket
import threading


class CuttingProxy:
    """Listens on its own port; `cuts` counts the connections it has cut."""

    def __init__(self, bind: str, seed: int, at_least_bytes: int, at_most_bytes: int) -> None:
        host, port = bind.split(":")
        self._target = (host, int(port))
        self._random = random.Random(seed)
        self._range = (at_least_bytes, at_most_bytes)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.bind = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.cuts = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            allowed_bytes = self._random.randint(*self._range)
            server = socket.create_connection(self._target)
            threading.Thread(target=self._pump, args=(client, server, 1 << 40), daemon=True).start()
            threading.Thread(target=self._pump, args=(server, client, allowed_bytes), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, allowed_bytes: int) -> None:
        with contextlib.suppress(OSError):
            while allowed_bytes > 0 and (received := source.recv(min(65536, allowed_bytes))):
                sink.sendall(received)
                allowed_bytes -= len(received)
            self.cuts += allowed_bytes <= 0
        for connection in (source, sink):
            _close(connection)


def _close(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
