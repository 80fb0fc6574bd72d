"""The acceptor's own behaviour, and what it relies on in gevent's server."""

import errno
import logging
import socket as native_socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import gevent
import pytest
from gevent import socket
from gevent.event import Event
from gevent.pool import Pool
from gevent.server import StreamServer

from wizard_service.server import acceptor as acceptor_module
from wizard_service.server.acceptor import SPARE_CONNECTIONS, Acceptor

DEADLINE_S = 30


class Served:
    """Connections by how they were handed over; `handle` keeps its connections until `release` is set.

    spare_waits: whether `handle_spare` does, too.
    """

    def __init__(self) -> None:
        self.usual = self.spare = 0
        self.spare_waits = False
        self.release = Event()

    def handle(self, connection: Any, address: Any) -> None:
        self.usual += 1
        self.release.wait()

    def handle_spare(self, connection: Any, address: Any) -> None:
        self.spare += 1
        if self.spare_waits:
            self.release.wait()


@pytest.fixture
def served() -> Served:
    return Served()


@pytest.fixture
def acceptor(served: Served) -> Iterator[Acceptor]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    server = Acceptor(listener, served.handle, served.handle_spare, Pool(1))
    server.start()
    yield server
    served.release.set()
    server.stop()


def connect_and_wait_for_end(acceptor: Acceptor) -> bytes:
    with gevent.Timeout(DEADLINE_S), closing(socket.create_connection(acceptor.address)) as client:
        received: bytes = client.recv(1)
    return received


def test_connections_beyond_the_pool_are_spare_ones_until_it_has_a_place_again(
    acceptor: Acceptor, served: Served
) -> None:
    with closing(socket.create_connection(acceptor.address)):
        for _ in range(2 * SPARE_CONNECTIONS):
            assert connect_and_wait_for_end(acceptor) == b""
        assert (served.usual, served.spare) == (1, 2 * SPARE_CONNECTIONS)

        served.release.set()
        acceptor.pool.join(DEADLINE_S)

    connect_and_wait_for_end(acceptor)
    assert served.usual == 2


def test_a_spare_connection_that_waits_gives_way_to_the_next_one(
    acceptor: Acceptor, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acceptor_module, "SPARE_TIMEOUT_S", 10 * DEADLINE_S)
    served.spare_waits = True
    with ExitStack() as opened:
        clients = [
            opened.enter_context(closing(socket.create_connection(acceptor.address)))
            for _ in range(1 + 3 * SPARE_CONNECTIONS)
        ]

        with gevent.Timeout(DEADLINE_S):
            # The first one has the only place of the pool.
            ended = [client.recv(1) for client in clients[1:-SPARE_CONNECTIONS]]

        assert {*ended} == {b""}


def test_failures_to_accept_are_logged_once_and_accepting_continues(
    acceptor: Acceptor, served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failures = [OSError(errno.ENOBUFS, "No buffer space available") for _ in range(3)]
    accept = StreamServer.do_read

    def fail_first(server: StreamServer) -> Any:
        if failures:
            raise failures.pop()
        return accept(server)

    monkeypatch.setattr(StreamServer, "do_read", fail_first)
    served.release.set()

    with caplog.at_level(logging.ERROR, "gunicorn.error"):
        connect_and_wait_for_end(acceptor)

    assert served.usual == 1
    assert [record.getMessage() for record in caplog.records] == [
        "Connections are refused with 503: [Errno 105] No buffer space available (1 since the last line)."
    ]


def test_gevents_server_accepts_as_the_acceptor_relies_on() -> None:
    names = StreamServer._do_read.__code__.co_names

    assert {"full", "do_read", "do_handle", "stop_accepting"} <= {*names}
    assert {"_watcher", "_do_read"} <= {*StreamServer.start_accepting.__code__.co_names}


@pytest.fixture
def accepted_in(served: Served) -> Iterator[list[int]]:
    """Return a list to which an acceptor with 40 waiting connections adds the iteration that accepts each of them."""
    numbers: list[int] = []
    with ExitStack() as opened, gevent.Timeout(DEADLINE_S):
        listener = opened.enter_context(closing(socket.socket()))
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        for _ in range(40):
            opened.enter_context(closing(native_socket.create_connection(listener.getsockname())))
        server = Acceptor(
            listener, lambda *_: numbers.append(gevent.get_hub().loop.iteration), served.handle_spare, Pool(64)
        )
        server.start()
        yield numbers
        server.stop()


def wait_for_all(numbers: list[int]) -> list[int]:
    """Return how many connections each iteration has accepted."""
    while len(numbers) < 40:
        gevent.sleep(0.001)
    return [*Counter(numbers).values()]


def test_a_worker_with_short_iterations_accepts_one_connection_in_each(
    accepted_in: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # No iteration of this process takes that long, however busy the machine is.
    monkeypatch.setattr(acceptor_module, "SECONDS_PER_CONNECTION", DEADLINE_S)

    assert max(wait_for_all(accepted_in)) == 1


def test_a_busy_worker_accepts_several_connections_per_iteration(accepted_in: list[int]) -> None:
    def occupy() -> None:
        while len(accepted_in) < 40:
            until = time.thread_time() + 10 * acceptor_module.SECONDS_PER_CONNECTION
            while time.thread_time() < until:
                pass
            gevent.sleep(1e-6)

    gevent.spawn(occupy)

    assert max(wait_for_all(accepted_in)) > 1
