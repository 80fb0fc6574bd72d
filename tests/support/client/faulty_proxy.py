"""A proxy in front of the service that breaks streams or sockets, as the proxies of companies do."""

import socket

from tests.support.wire.relay import HEAD_END, Relay, read_head

KINDS = ("drops_upgrade", "hangs_on_upgrade", "403", "404", "502", "silent", "buffers_sse", "cuts")
# "cuts" closes every connection that is this old.
CUT_AFTER_S = 5.0
# The status that refuses a handshake, by the kind.
REFUSALS = {"403": "403", "404": "404", "502": "502", "buffers_sse": "502"}


class FaultyProxy(Relay):
    """Forwards HTTP/1.1, one request for each connection, and accepts the absolute addresses of forward proxies.

    kind: one of KINDS. "drops_upgrade" forwards a handshake without its upgrade; "hangs_on_upgrade" never answers one;
    a status refuses it with a page of the proxy's own; "silent" passes the first 101 on, and nothing after it;
    "buffers_sse" refuses sockets with 502 and holds back the bytes of streams. cuts: how many connections were cut.
    """

    def __init__(self, target: str, kind: str) -> None:
        self.kind, self.cuts = kind, 0
        super().__init__(target)
        self.url = f"http://{self.bind}"

    def serve(self, client: socket.socket) -> None:
        head, _, rest = read_head(client).partition(HEAD_END)
        if not head:
            # The client has closed a connection that it had opened in advance.
            return
        is_socket = b"upgrade: websocket" in head.lower()
        if is_socket and self.kind == "hangs_on_upgrade":
            client.recv(1)
            return
        if is_socket and (status := REFUSALS.get(self.kind)):
            page = f"HTTP/1.1 {status} Proxy\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nno"
            client.sendall(page.encode())
            return
        self._forward(client, self._forwarded(head, is_socket) + HEAD_END + rest, is_socket)

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
        try:
            for answer in self.answers(client, request, CUT_AFTER_S if self.kind == "cuts" else None):
                if is_held:
                    continue
                is_held = is_socket and self.kind == "silent"
                client.sendall(answer.partition(HEAD_END)[0] + HEAD_END if is_held else answer)
        except TimeoutError:
            self.cuts += 1
