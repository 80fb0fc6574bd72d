"""The network between a host and the PostgreSQL server, as a TCP proxy that can cut it."""

import contextlib
import socket
import struct
import threading

_CHUNK_BYTES = 65536
# Closing sends a reset and drops what is in the buffers.
_RESET = struct.pack("ii", 1, 0)


class Wire:
    """Forwards connections to a port of this machine. url_part: host and port for an address of a database."""

    def __init__(self, target_port: int) -> None:
        self._target = ("127.0.0.1", target_port)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._refuses = False
        self._forwards = threading.Event()
        self._forwards.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url_part = f"127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Reset all connections, and every new one, until `mend`."""
        self._refuses = True
        self._reset_all()

    def silence(self) -> None:
        """Forward nothing and close nothing until `mend`: neither side notices."""
        self._forwards.clear()

    def mend(self) -> None:
        """Forward again, after a reset of the connections that were silent, as after the timeout of a kernel."""
        if not self._forwards.is_set():
            self._reset_all()
        self._refuses = False
        self._forwards.set()

    def close(self) -> None:
        self._listener.close()
        self._reset_all()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with contextlib.ExitStack() as failed, contextlib.suppress(OSError):
                failed.callback(_reset, client)
                if self._refuses:
                    continue
                server = socket.create_connection(self._target)
                failed.pop_all()
                self._join(client, server)

    def _join(self, client: socket.socket, server: socket.socket) -> None:
        with self._lock:
            self._open |= {client, server}
        for source, sink in ((client, server), (server, client)):
            source.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while received := source.recv(_CHUNK_BYTES):
                self._forwards.wait()
                sink.sendall(received)
        with self._lock:
            self._open -= {source, sink}
        for end in (source, sink):
            _close(end)

    def _reset_all(self) -> None:
        with self._lock:
            ends, self._open = self._open, set()
        for end in ends:
            _reset(end)


def _reset(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    _close(end)


def _close(end: socket.socket) -> None:
    # A thread that waits for data of this socket is woken by `shutdown` alone.
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
