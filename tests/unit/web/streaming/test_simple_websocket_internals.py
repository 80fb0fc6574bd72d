"""The internals of simple-websocket that `web/streaming/websocket.py` relies on; a release that changes them fails."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import pytest
from simple_websocket import Server
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import CloseConnection, Ping, Pong, TextMessage

from tests.support.feed.subscriptions import subscription_to
from wizard_service.web.streaming.connection import AtomicWriteSocket
from wizard_service.web.streaming.websocket import (
    MAX_BUFFERED_BYTES,
    MAX_MESSAGE_BYTES,
    ReaderThread,
    WebSocketConnection,
)

DEADLINE_S = 10
ENVIRON = {
    "HTTP_HOST": "localhost",
    "HTTP_UPGRADE": "websocket",
    "HTTP_CONNECTION": "Upgrade",
    "HTTP_SEC_WEBSOCKET_KEY": "dGhlIHNhbXBsZSBub25jZQ==",
    "HTTP_SEC_WEBSOCKET_VERSION": "13",
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/",
}


@dataclass(frozen=True)
class Ends:
    """server: an accepted connection. peer: the client's socket. frames: the client's side of the protocol."""

    server: Server
    peer: socket.socket
    frames: Connection

    def send(self, event: TextMessage | Pong) -> None:
        self.peer.sendall(self.frames.send(event))


@pytest.fixture
def ends() -> Iterator[Ends]:
    ours, peer = socket.socketpair()
    peer.settimeout(DEADLINE_S)
    server = Server(ENVIRON | {"werkzeug.socket": ours})
    assert peer.recv(65536).startswith(b"HTTP/1.1 101")
    yield Ends(server, peer, Connection(ConnectionType.CLIENT))
    peer.close()
    server.thread.join(DEADLINE_S)
    ours.close()


class Recorded(list[str]):
    """A list that signals each message the reader appends."""

    def __init__(self) -> None:
        super().__init__()
        self.appended = threading.Event()

    def append(self, message: str) -> None:
        super().append(message)
        self.appended.set()


@pytest.mark.parametrize("is_one_message", [False, True], ids=["many messages", "one message in fragments"])
def test_what_is_read_before_the_connection_is_served_is_bounded(is_one_message: bool) -> None:
    ours, peer = socket.socketpair()
    peer.settimeout(DEADLINE_S)
    with ours, peer:
        wrapped = AtomicWriteSocket(ours, DEADLINE_S)
        server = Server(ENVIRON | {"werkzeug.socket": wrapped}, thread_class=ReaderThread)
        assert peer.recv(65536).startswith(b"HTTP/1.1 101")
        frames = Connection(ConnectionType.CLIENT)
        message = TextMessage(" " * 60_000, message_finished=not is_one_message)

        # More than the buffers of the sockets hold as well.
        with suppress(ConnectionError):
            peer.sendall(b"".join(frames.send(message) for _ in range(1000)))
        peer.close()

        server.thread.join(DEADLINE_S)
        assert not server.thread.is_alive()
        assert sum(map(len, server.input_buffer)) <= MAX_BUFFERED_BYTES
        assert len(server.incoming_message or "") <= MAX_MESSAGE_BYTES


def test_the_reader_appends_messages_to_the_input_buffer_that_it_finds(ends: Ends) -> None:
    ends.server.input_buffer = buffer = Recorded()

    ends.send(TextMessage("hello"))

    assert buffer.appended.wait(DEADLINE_S)
    assert ends.server.receive(timeout=0) == "hello"
    assert buffer == []


def test_the_reader_sets_the_event_that_it_finds_for_a_message_and_for_the_close(ends: Ends) -> None:
    ends.server.event = wake = threading.Event()

    ends.send(TextMessage("hello"))
    assert wake.wait(DEADLINE_S)

    wake.clear()
    ends.peer.close()
    assert wake.wait(DEADLINE_S)


def test_a_pong_sets_the_flag(ends: Ends) -> None:
    ends.server.pong_received = False
    ends.server.sock.send(ends.server.ws.send(Ping()))
    ends.frames.receive_data(ends.peer.recv(65536))
    (ping,) = ends.frames.events()

    ends.send(ping.response())
    ends.send(TextMessage("after the pong"))

    assert ends.server.receive(timeout=DEADLINE_S) == "after the pong"
    assert ends.server.pong_received is True


def test_a_message_above_the_maximum_size_closes_the_connection_with_1009(ends: Ends) -> None:
    ends.server.max_message_size = 10

    ends.send(TextMessage("x" * 11))
    ends.frames.receive_data(ends.peer.recv(65536))

    (closed,) = ends.frames.events()
    assert isinstance(closed, CloseConnection)
    assert closed.code == 1009


def test_messages_and_the_close_need_no_handshake(ends: Ends) -> None:
    connection, subscription = WebSocketConnection(ends.server, DEADLINE_S), subscription_to(None)
    with connection.wakes(subscription):
        subscription.wake.clear()
        ends.send(TextMessage("hello"))
        assert subscription.wake.wait(DEADLINE_S)
        assert connection.receive() == "hello"

    connection.close(1000)
    ends.frames.receive_data(ends.peer.recv(65536))
    assert [type(event) for event in ends.frames.events()] == [CloseConnection]


def test_an_error_of_the_input_buffer_ends_the_reader(ends: Ends) -> None:
    class Full(list[str]):
        def append(self, _: str) -> None:
            raise ConnectionAbortedError

    ends.server.input_buffer = Full()

    ends.send(TextMessage("one too many"))

    ends.server.thread.join(DEADLINE_S)
    assert not ends.server.thread.is_alive()
