"""A connection that can be parked has no reader: its session reads, and finds what simple-websocket's reader would."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from simple_websocket import Server
from wsproto import ConnectionType
from wsproto.connection import Connection
from wsproto.events import CloseConnection, Event, Ping, Pong, TextMessage

from tests.unit.web.streaming.test_simple_websocket_internals import ENVIRON
from wizard_service.process import parking
from wizard_service.web.streaming.connection import AtomicWriteSocket
from wizard_service.web.streaming.websocket import (
    MAX_MESSAGE_BYTES,
    ConnectionClosed,
    ReaderThread,
    WebSocketConnection,
)

DEADLINE_S = 10


@dataclass(frozen=True)
class Ends:
    """connection: what the session reads from. peer: the client's socket. frames: the client's side of the protocol."""

    connection: WebSocketConnection
    server: Server
    peer: socket.socket
    frames: Connection

    def send(self, *events: Event) -> None:
        self.peer.sendall(b"".join(self.frames.send(event) for event in events))

    def answered(self) -> list[Event]:
        self.frames.receive_data(self.peer.recv(65536))
        return list(self.frames.events())


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ends]:
    monkeypatch.setattr(parking, "may_take", lambda: True)
    ours, peer = socket.socketpair()
    with ours, peer:
        ours.setblocking(False)
        wrapped = AtomicWriteSocket(ours, DEADLINE_S)
        # Stands in for gevent, under which the system's sockets do not block.
        wrapped.can_write_directly = True
        server = Server(ENVIRON | {"werkzeug.socket": wrapped}, thread_class=ReaderThread)
        assert peer.recv(65536).startswith(b"HTTP/1.1 101")
        yield Ends(WebSocketConnection(server, DEADLINE_S), server, peer, Connection(ConnectionType.CLIENT))


def test_no_thread_reads(ends: Ends) -> None:
    assert not ends.server.thread.is_alive()
    assert ends.connection.receive() is None


def test_messages_are_read_in_order_and_whole(ends: Ends) -> None:
    parts = [TextMessage("sec", message_finished=False), TextMessage("ond")]

    ends.send(TextMessage("first"), *parts, TextMessage("third", message_finished=False))

    assert [ends.connection.receive() for _ in range(3)] == ["first", "second", None]


def test_pings_are_answered_and_pongs_are_noticed(ends: Ends) -> None:
    ends.connection.ping()
    assert [type(event) for event in ends.answered()] == [Ping]

    ends.send(Ping(b"?"), Pong())

    assert ends.connection.receive() is None
    assert ends.answered() == [Pong(b"?")]
    assert [ends.connection.take_pong() for _ in range(2)] == [True, False]


def test_messages_before_a_close_are_read_and_the_close_is_answered(ends: Ends) -> None:
    ends.send(TextMessage("last"), CloseConnection(1000))

    assert ends.connection.receive() == "last"
    with pytest.raises(ConnectionClosed):
        ends.connection.receive()
    assert ends.answered() == [CloseConnection(1000, "")]


def test_a_peer_that_disappears_has_closed(ends: Ends) -> None:
    ends.peer.close()

    with pytest.raises(ConnectionClosed):
        ends.connection.receive()


def test_a_message_above_the_maximum_size_closes_the_connection_with_1009(ends: Ends) -> None:
    ends.send(TextMessage(" " * (MAX_MESSAGE_BYTES + 1)))

    with pytest.raises(ConnectionClosed):
        read_on(ends.connection)

    (closed,) = ends.answered()
    assert isinstance(closed, CloseConnection)
    assert closed.code == 1009


def read_on(connection: WebSocketConnection) -> None:
    while True:
        assert connection.receive() is None


def test_close_sends_the_code_and_reads_what_the_peer_still_sends(ends: Ends) -> None:
    ends.send(TextMessage("too late"))
    ends.peer.shutdown(socket.SHUT_WR)

    ends.connection.close(4001)

    assert ends.answered() == [CloseConnection(4001, "")]
    # A close with unread input would reset the connection.
    assert ends.peer.recv(1) == b""
