"""A proxy in front of the service that breaks streams or sockets, as the proxies of companies do."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

HEAD_END = b"\r\n\r\n"
KINDS = ("drops_upgrade", "hangs_on_upgrade", "403", "404", "502", "silent", "buffers_sse", "cuts")
# "cuts" closes every connection that is this old.
CUT_AFTER_S = 5.0


class FaultyProxy:
    """Forwards HTTP/1.1, one request for each connection, and accepts the absolute addresses of forward proxies.

    kind: one of KINDS. "drops_upgrade" forwards a handshake without its upgrade; "hangs_on_upgrade" never answers one;
    a status refuses it with a page of the proxy's own; "silent" passes the first 101 on, and nothing after it;
    "buffers_sse" refuses sockets with 502 and holds back the bytes of streams. cuts: how many connections were cut.
    """

    def __init__(self, target: str, kind: str) -> None:
        host, port = target.split(":")
        self.kind, self.cuts = kind, 0
        self._target = (host, int(port))
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        _shut(self._listener)
        self._listener.close()
        for connection in self._open:
            _shut(connection)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self._open.append(client)
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError):
            head, _, rest = _read_head(client).partition(HEAD_END)
            is_socket = b"upgrade: websocket" in head.lower()
            if not head:
                # The client has closed a connection that it had opened in advance.
                pass
            elif is_socket and self.kind == "hangs_on_upgrade":
                client.recv(1)
            elif is_socket and self.kind in ("403", "404", "502", "buffers_sse"):
                status = "502" if self.kind == "buffers_sse" else self.kind
                client.sendall(
                    f"HTTP/1.1 {status} Proxy\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nno".encode()
                )
            else:
                self._forward(client, self._forwarded(head, is_socket) + HEAD_END + rest, is_socket)
        _shut(client)
        client.close()

    def _forwarded(self, head: bytes, is_socket: bool) -> bytes:
        lines = head.split(b"\r\n")
        method, address, version = lines[0].split(b" ")
        path = b"/" + address.split(b"/", 3)[3] if address.startswith(b"http") else address
        drops = not is_socket or self.kind == "drops_upgrade"
        hop = (b"connection:", b"proxy-connection:", b"upgrade:") if drops else (b"proxy-connection:",)
        kept = [line for line in lines[1:] if not line.lower().startswith(hop)]
        return b"\r\n".join([b" ".join((method, path, version)), *kept, *([b"Connection: close"] if drops else [])])

    def _forward(self, client: socket.socket, request: bytes, is_socket: bool) -> None:
        is_held = b"text/event-stream" in request.lower() and self.kind == "buffers_sse"
        with socket.create_connection(self._target) as server:
            self._open.append(server)
            server.sendall(request)
            threading.Thread(target=_pump, args=(client, server), daemon=True).start()
            for answer in self._answers(server):
                if is_held:
                    continue
                is_held = is_socket and self.kind == "silent"
                client.sendall(answer.partition(HEAD_END)[0] + HEAD_END if is_held else answer)

    def _answers(self, server: socket.socket) -> Iterator[bytes]:
        """Yield what the service sends, until it or the proxy ends the connection."""
        ends_at = time.monotonic() + CUT_AFTER_S
        while True:
            server.settimeout(max(0.01, ends_at - time.monotonic()) if self.kind == "cuts" else None)
            try:
                answer = server.recv(65536)
            except TimeoutError:
                self.cuts += 1
                return
            if not answer:
                return
            yield answer


def _read_head(client: socket.socket) -> bytes:
    received = b""
    while HEAD_END not in received and (piece := client.recv(65536)):
        received += piece
    return received


def _pump(source: socket.socket, sink: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            sink.sendall(piece)
    _shut(sink)


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
