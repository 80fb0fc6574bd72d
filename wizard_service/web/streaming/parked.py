"""Streams and sockets that wait without a greenlet: the server begins the response, and a parked one continues it."""

import logging
import socket
from collections.abc import Generator, Iterator
from typing import Protocol

from ...feed.subscription import Subscription
from ...process.access_log import AccessEntry
from ...process.cooperative import current_flow, enter_flow
from ...process.parking import ConnectionTaken, GiveBack, Parking
from .sse import DirectWriter

_log = logging.getLogger(__name__)

# A piece of the response, or the subscription of a stream that has nothing to send for `idle_s`.
Piece = bytes | Subscription
# Does what is due, and yields the subscription whenever there is nothing to do for `idle_s`.
Steps = Generator[Subscription, None, None]


class Transport(Protocol):
    """The connection of a stream or socket.

    entry: of the access log. is_reusable: whether further requests may follow on the connection.
    """

    @property
    def entry(self) -> AccessEntry | None: ...
    @property
    def is_reusable(self) -> bool: ...

    def take(self, connection: socket.socket) -> None:
        """Continue on the same connection, which the server has given away."""


class EventFrames:
    """The response for the server. When the stream has nothing to send, it takes the connection from the server."""

    def __init__(self, pieces: Generator[Piece, None, None], writer: DirectWriter, request_id: str) -> None:
        self._pieces = pieces
        self._writer = writer
        self._request_id = request_id
        self._is_taken = False

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = next(self._pieces)
        if isinstance(piece, bytes):
            return piece
        self._is_taken = True
        raise taken(_written(self._pieces, self._writer), piece, self._writer, self._request_id)

    def close(self) -> None:
        """End the stream, unless it goes on without the server."""
        if not self._is_taken:
            self._pieces.close()


def _written(pieces: Generator[Piece, None, None], writer: DirectWriter) -> Steps:
    """Send the pieces of a response as the server would."""
    try:
        for piece in pieces:
            if isinstance(piece, bytes):
                writer.send(piece)
            else:
                yield piece
        writer.end()
    finally:
        pieces.close()


def taken(steps: Steps, subscription: Subscription, transport: Transport, request_id: str) -> ConnectionTaken:
    """Return what a request raises so that its connection is served without a greenlet that waits."""
    if transport.entry:
        transport.entry.is_continued = True
    return ConnectionTaken(Parked(steps, subscription, transport, request_id).begin)


class Parked:
    """A stream or socket that runs in a greenlet only while there is something to do."""

    def __init__(self, steps: Steps, subscription: Subscription, transport: Transport, request_id: str) -> None:
        self._steps = steps
        self._subscription = subscription
        self._transport = transport
        self._request_id = request_id
        self._flow = current_flow()

    def begin(self, connection: socket.socket, give_back: GiveBack) -> None:
        """Continue on a connection that the server has given away."""
        self._transport.take(connection)
        self._give_back = give_back
        self._park()

    def _park(self) -> None:
        assert isinstance(self._subscription.wake, Parking)  # noqa: S101 - otherwise it does not park
        self._subscription.is_waiting = True
        self._subscription.wake.park(self._run, self._subscription.idle_s)

    def _run(self) -> None:
        enter_flow(self._flow)
        self._subscription.is_waiting, self._subscription.idle_s = False, 0.0
        try:
            has_ended = next(self._steps, None) is None
        except OSError:
            self._finish(is_reusable=False)
        except Exception:  # noqa: BLE001 - logged; the client resumes from its cursor
            _log.exception("Event stream failed (request %s)", self._request_id)
            self._finish(is_reusable=False)
        else:
            self._finish(is_reusable=self._transport.is_reusable) if has_ended else self._park()

    def _finish(self, *, is_reusable: bool) -> None:
        self._steps.close()
        entry = self._transport.entry
        if entry and entry.finish:
            entry.finish()
        self._give_back(is_reusable)
