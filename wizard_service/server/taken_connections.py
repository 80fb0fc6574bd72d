"""A gunicorn worker that gives connections away: the application goes on serving them without a greenlet of the worker.

Everything that this depends on in gunicorn's gevent worker and in gevent's sockets and pools is here;
`tests/unit/server/test_taken_connections.py` asserts it. gunicorn's master imports this module before gevent patches,
so it must not import Flask.
"""

import socket
from functools import partial
from typing import Any

from gevent.pool import Pool
from gunicorn import util
from gunicorn.http.body import LengthReader
from gunicorn.workers.ggevent import GeventWorker

from ..process import parking
from ..process.parking import ConnectionTaken, Proceed


class TakenConnections:
    """The connections of a worker that the application serves. count: of all of its listening sockets."""

    def __init__(self) -> None:
        self.count = 0


class ConnectionPool(Pool):
    """The greenlets that serve connections. A taken connection occupies a place, and delays the exit of the worker."""

    def __init__(self, size: int, taken: TakenConnections) -> None:
        super().__init__(size)
        self._taken = taken

    def free_count(self) -> int:
        return max(0, int(super().free_count()) - self._taken.count)


class GivingWorker(GeventWorker):
    """Gives a connection away when its request ends with ConnectionTaken, and serves it again after that."""

    alive: bool

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.taken = TakenConnections()
        # Between the end of a request and that of its greenlet: by the socket that gunicorn will close.
        self._given: dict[Any, tuple[Any, Proceed, bool]] = {}

    def init_process(self) -> None:
        parking.allow_taking()
        super().init_process()

    def handle(self, listener: Any, client: Any, address: Any) -> None:
        super().handle(listener, client, address)
        if client in self._given:
            connection, proceed, may_serve_more = self._given.pop(client)
            self.taken.count += 1
            proceed(connection, partial(self._take_back, listener, connection, address, may_serve_more))

    def handle_request(self, listener_name: Any, request: Any, client: Any, address: Any) -> Any:
        try:
            return super().handle_request(listener_name, request, client, address)
        except ConnectionTaken as taken:
            # gunicorn closes `client`, which then has no descriptor.
            kind = client.family, client.type, client.proto
            connection = socket.socket(*kind, fileno=client.detach())
            self._given[client] = connection, taken.proceed, _may_serve_more(request)
            # It ends gunicorn's loop over the requests of the connection.
            raise StopIteration from None

    def _take_back(self, listener: Any, connection: Any, address: Any, may_serve_more: bool, is_reusable: bool) -> None:
        try:
            if may_serve_more and is_reusable and self.alive:
                self.handle(listener, connection, address)
        finally:
            util.close(connection)
            self.taken.count -= 1


def _may_serve_more(request: Any) -> bool:
    """Return whether the connection stays open after a request, and what can be read from it begins the next one.

    The parser of the request, which holds what it has read of the body and of the next request, is dropped.
    """
    body = request.body.reader
    has_whole_body = isinstance(body, LengthReader) and body.length == 0
    return has_whole_body and not request.should_close() and not request.unreader.buf.getvalue()
