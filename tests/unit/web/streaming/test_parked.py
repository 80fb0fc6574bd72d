"""A parked stream that fails ends once: it is logged with its request, and its connection is not used again."""

import logging
import socket
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

import gevent
import gevent.event
import pytest

from tests.support.feed.subscriptions import subscription_to
from wizard_service.process.parking import ConnectionTaken, Parking
from wizard_service.web.streaming.parked import EventFrames, Piece
from wizard_service.web.streaming.sse import DirectWriter

DEADLINE_S = 30


@dataclass
class Stream:
    """A stream that parks once, and fails when it is continued. closed: how often it ended. given_back: if reusable."""

    failure: Exception
    closed: int = 0
    given_back: list[bool] = field(default_factory=list)
    ended: gevent.event.Event = field(default_factory=gevent.event.Event)

    def pieces(self, wake: Parking) -> Generator[Piece, None, None]:
        subscription = subscription_to(None)
        subscription.wake = wake
        try:
            yield subscription
            raise self.failure
        finally:
            self.closed += 1

    def give_back(self, is_reusable: bool) -> None:
        self.given_back.append(is_reusable)
        self.ended.set()


@pytest.fixture
def connection() -> Iterator[socket.socket]:
    ours, peer = socket.socketpair()
    with ours, peer:
        yield ours


def continue_parked(stream: Stream, connection: socket.socket) -> None:
    """Park a stream, wake it, and wait until it has ended."""
    wake = Parking()
    frames = EventFrames(stream.pieces(wake), DirectWriter({"gunicorn.socket": connection}, DEADLINE_S), "its-request")
    with pytest.raises(ConnectionTaken) as taken:
        next(frames)
    frames.close()
    taken.value.proceed(connection, stream.give_back)
    wake.set()
    with gevent.Timeout(DEADLINE_S):
        stream.ended.wait()


def test_an_error_is_logged_once_with_its_request(connection: socket.socket, caplog: pytest.LogCaptureFixture) -> None:
    stream = Stream(RuntimeError("a fault"))

    continue_parked(stream, connection)

    (record,) = caplog.records
    assert (record.levelno, record.getMessage()) == (logging.ERROR, "Event stream failed (request its-request)")
    assert record.exc_info is not None
    assert record.exc_info[1] is stream.failure
    assert (stream.closed, stream.given_back) == (1, [False])


def test_a_peer_that_does_not_read_or_has_gone_is_not_logged(
    connection: socket.socket, caplog: pytest.LogCaptureFixture
) -> None:
    stream = Stream(BrokenPipeError())

    continue_parked(stream, connection)

    assert caplog.records == []
    assert (stream.closed, stream.given_back) == (1, [False])
