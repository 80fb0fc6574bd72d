"""Clients with one kept connection each, which send the same request again and again."""

import select
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from benchmarks.figures import percentile_ms

from .installation import token_of

TIMEOUT_S = 60.0


class Client:
    """A user's connection, which does nothing that costs the machine time."""

    def __init__(self, bind: str, user_id: str) -> None:
        host, port = bind.split(":")
        self._address = host, int(port)
        self._connect()
        self._headers = f"Host: {bind}\r\nAuthorization: Bearer {token_of(user_id)}\r\n"

    @property
    def is_closed(self) -> bool:
        """Whether the service has closed the connection: between two requests it sends nothing else."""
        return bool(self._events.poll(0))

    def send(self, method: str, path: str, body: str = "", headers: str = "") -> tuple[int, str]:
        """Return the status and the head of the response, whose body is read and dropped."""
        if self.is_closed:
            # The service closes connections that are idle for long, as while other clients start on a busy machine.
            self.close()
            self._connect()
        content = body.encode()
        typed = f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n" if content else ""
        request = f"{method} /api/v1/wizard{path} HTTP/1.1\r\n{self._headers}{typed}{headers}\r\n"
        self._socket.sendall(request.encode() + content)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, rest = received.partition(b"\r\n\r\n")
        text = head.decode("latin-1")
        status, missing = int(text.split()[1]), 0
        if status not in (204, 304):
            missing = int(field_of(text, "Content-Length")) - len(rest)
        while missing > 0:
            missing -= len(self._more())
        return status, text

    def expect(self, status: int, method: str, path: str, body: str = "", headers: str = "") -> str:
        """Return the head of the response. Raises RuntimeError for another status."""
        answered, head = self.send(method, path, body, headers)
        if answered != status:
            raise RuntimeError(f"{method} {path}: {head}")
        return head

    def close(self) -> None:
        self._socket.close()

    def _connect(self) -> None:
        self._socket = socket.create_connection(self._address, TIMEOUT_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._events = select.poll()
        self._events.register(self._socket, select.POLLIN)

    def _more(self) -> bytes:
        received = self._socket.recv(65_536)
        if not received:
            raise ConnectionError("the service has closed a connection")
        return received


def field_of(head: str, name: str) -> str:
    return next(line.partition(": ")[2] for line in head.split("\r\n") if line.lower().startswith(f"{name.lower()}:"))


@dataclass
class Latencies:
    seconds: list[float] = field(default_factory=list)

    def ms(self, share: float) -> float:
        return percentile_ms(self.seconds, share)


def repeat_for(seconds: float, requests: list[Callable[[], object]]) -> Latencies:
    """Repeat each request in a thread of its own for so long."""
    latencies, end = Latencies(), time.monotonic() + seconds
    failures: list[Exception] = []

    def repeat(request: Callable[[], object]) -> None:
        try:
            while (began := time.monotonic()) < end and not failures:
                request()
                latencies.seconds.append(time.monotonic() - began)
        except Exception as error:  # noqa: BLE001 - raised again below, by the thread that has a caller
            failures.append(error)

    threads = [threading.Thread(target=repeat, args=(request,)) for request in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return latencies
