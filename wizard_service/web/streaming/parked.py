"""Event streams that wait without a greenlet: the server begins the response, and a parked stream continues it."""

import logging
import socket
from collections.abc import Generator, Iterator

from ...feed.subscription import Subscription
from ...process.cooperative import current_flow, enter_flow
from ...process.parking import ConnectionTaken, GiveBack, Parking
from .sse import DirectWriter

_log = logging.getLogger(__name__)

# A piece of the response, or the subscription of a stream that has nothing to send for `idle_s`.
Piece = bytes | Subscription


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
        if self._writer.entry:
            self._writer.entry.is_continued = True
        raise ConnectionTaken(ParkedStream(self._pieces, piece, self._writer, self._request_id).begin)

    def close(self) -> None:
        """End the stream, unless it goes on without the server."""
        if not self._is_taken:
            self._pieces.close()


class ParkedStream:
    """A stream that runs in a greenlet only while there is something to do."""

    def __init__(
        self, pieces: Generator[Piece, None, None], subscription: Subscription, writer: DirectWriter, request_id: str
    ) -> None:
        self._pieces = pieces
        self._subscription = subscription
        self._writer = writer
        self._request_id = request_id
        self._flow = current_flow()

    def begin(self, connection: socket.socket, give_back: GiveBack) -> None:
        """Continue on a connection that the server has given away."""
        self._writer.take(connection)
        self._give_back = give_back
        self._park()

    def _park(self) -> None:
        assert isinstance(self._subscription.wake, Parking)  # noqa: S101 - otherwise the stream does not park
        self._subscription.is_waiting = True
        self._subscription.wake.park(self._run, self._subscription.idle_s)

    def _run(self) -> None:
        enter_flow(self._flow)
        self._subscription.is_waiting, self._subscription.idle_s = False, 0.0
        try:
            has_ended = self._send_due()
        except OSError:
            self._finish(is_reusable=False)
        except Exception:  # noqa: BLE001 - logged; the client resumes from its cursor
            _log.exception("Event stream failed (request %s)", self._request_id)
            self._finish(is_reusable=False)
        else:
            self._finish(is_reusable=True) if has_ended else self._park()

    def _send_due(self) -> bool:
        """Send what is due. Returns whether the stream has ended."""
        for piece in self._pieces:
            if not isinstance(piece, bytes):
                return False
            self._writer.send(piece)
        self._writer.end()
        return True

    def _finish(self, *, is_reusable: bool) -> None:
        self._pieces.close()
        entry = self._writer.entry
        if entry and entry.finish:
            entry.finish()
        self._give_back(is_reusable)
