"""Connections that a worker gives away, and what that relies on in gunicorn's worker and gevent's sockets and pools."""

import os
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import gevent
import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger

from wizard_service.process.parking import ConnectionTaken, GiveBack
from wizard_service.server.taken_connections import ConnectionPool, GivingWorker, TakenConnections
from wizard_service.server.worker import Worker

REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


def with_header(line: str) -> bytes:
    return REQUEST.removesuffix(b"\r\n") + line.encode() + b"\r\n\r\n"


@dataclass
class Application:
    """Takes every connection, after the first piece of the response. closed: how many responses the server closed."""

    taken: list[tuple[Any, GiveBack]] = field(default_factory=list)
    closed: int = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return self

    def __iter__(self) -> Iterator[bytes]:
        yield b"begin"
        raise ConnectionTaken(lambda connection, give_back: self.taken.append((connection, give_back)))

    def close(self) -> None:
        self.closed += 1


@dataclass(frozen=True)
class Served:
    worker: GivingWorker
    application: Application
    listener: Any
    peer: socket.socket


@pytest.fixture
def served() -> Iterator[Served]:
    """A worker that has handled the first request of a connection, which its application has taken."""
    with serving(REQUEST) as served:
        yield served


@contextmanager
def serving(received: bytes) -> Iterator[Served]:
    """Have a worker handle what a connection has received."""
    worker = Worker(1, os.getppid(), [], None, 30, Config(), Logger(Config()))
    worker.wsgi = application = Application()
    listener, (ours, peer) = gevent.socket.socket(), gevent.socket.socketpair()
    with closing(worker.tmp), closing(listener), closing(peer):
        peer.sendall(received)
        worker.handle(listener, ours, ("127.0.0.1", 1))
        yield Served(worker, application, listener, peer)
        for connection, _ in application.taken:
            connection.close()


def test_the_connection_stays_open_after_the_request_has_ended(served: Served) -> None:
    ((connection, _),) = served.application.taken

    connection.sendall(b"and more")

    received = served.peer.recv(65536)
    received += b"" if received.endswith(b"and more") else served.peer.recv(65536)
    assert received.endswith(b"5\r\nbegin\r\nand more")
    assert (served.worker.taken.count, served.application.closed) == (1, 1)


def test_a_connection_that_is_given_back_serves_the_next_request(served: Served) -> None:
    ((_, give_back),) = served.application.taken
    served.peer.sendall(REQUEST)

    give_back(True)

    assert len(served.application.taken) == 2
    assert served.worker.taken.count == 1


def test_a_connection_that_cannot_be_used_again_is_closed(served: Served) -> None:
    ((connection, give_back),) = served.application.taken

    give_back(False)

    assert (connection.fileno(), served.worker.taken.count) == (-1, 0)


@pytest.mark.parametrize(
    ("received", "later"),
    [
        (with_header("Connection: close"), REQUEST),
        (with_header(f"Content-Length: {len(REQUEST)}"), REQUEST),
        (with_header("Transfer-Encoding: chunked"), b"%X\r\n%b\r\n0\r\n\r\n" % (len(REQUEST), REQUEST)),
        (REQUEST + REQUEST, b""),
        (REQUEST + REQUEST[:9], REQUEST[9:]),
    ],
    ids=["asked to close", "body", "chunked body", "next request read ahead", "part of the next request read ahead"],
)
def test_a_connection_whose_next_bytes_may_begin_no_request_is_closed(received: bytes, later: bytes) -> None:
    with serving(received) as served:
        ((connection, give_back),) = served.application.taken
        served.peer.sendall(later)

        give_back(True)

        assert len(served.application.taken) == 1
        assert (connection.fileno(), served.worker.taken.count) == (-1, 0)


def test_a_connection_whose_request_has_an_empty_body_serves_the_next_one() -> None:
    with serving(with_header("Content-Length: 0")) as served:
        ((_, give_back),) = served.application.taken
        served.peer.sendall(REQUEST)

        give_back(True)

        assert len(served.application.taken) == 2


def test_a_stopping_worker_serves_no_further_request(served: Served) -> None:
    ((_, give_back),) = served.application.taken
    served.peer.sendall(REQUEST)
    served.worker.alive = False

    give_back(True)

    assert (len(served.application.taken), served.worker.taken.count) == (1, 0)


def test_a_taken_connection_occupies_a_place_of_the_pool() -> None:
    taken = TakenConnections()
    pool = ConnectionPool(2, taken)
    waiting = pool.spawn(gevent.sleep, 0)
    assert (pool.free_count(), pool.full()) == (1, False)

    taken.count = 1

    assert (pool.free_count(), pool.full()) == (0, True)
    waiting.join()
    # gunicorn waits for its connections before it exits as long as this is so.
    assert pool.free_count() != pool.size
