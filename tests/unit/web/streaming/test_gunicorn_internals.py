"""The internals of gunicorn and gevent on which `web/streaming/connection.py` relies."""

import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gevent.socket
import pytest
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser
from gunicorn.http.wsgi import Response, create

from wizard_service.feed.frames import http_chunk
from wizard_service.web.streaming.connection import connection_of, has_written_chunks
from wizard_service.web.streaming.sse import DirectWriter, EventStream

HEADERS = [("Content-Type", "text/event-stream")]


@dataclass(frozen=True)
class Exchange:
    """A request as gunicorn's worker hands it to an application. server, peer: both ends of its connection."""

    server: socket.socket
    peer: socket.socket
    environ: dict[str, Any]
    response: Response


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    server, peer = socket.socketpair()
    peer.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    config, address = Config(), ("127.0.0.1", 8000)
    request = next(RequestParser(config, server, address))
    response, environ = create(request, server, address, address, config)
    yield Exchange(server, peer, environ, response)
    peer.close()
    server.close()


def test_the_environ_holds_the_socket_of_the_connection(exchange: Exchange) -> None:
    assert connection_of(exchange.environ) is exchange.server


def test_start_response_leads_to_the_count_of_written_bytes(exchange: Exchange) -> None:
    exchange.response.start_response("200 OK", HEADERS)
    assert has_written_chunks(exchange.response.start_response, 0)

    exchange.response.write(b"first")
    exchange.response.write(b"second")

    assert has_written_chunks(exchange.response.start_response, len(b"firstsecond"))
    assert not has_written_chunks(exchange.response.start_response, len(b"first"))


def test_each_piece_is_written_as_one_chunk(exchange: Exchange) -> None:
    exchange.response.start_response("200 OK", HEADERS)
    exchange.response.write(b"first")
    exchange.response.write(b"second")

    assert exchange.peer.recv(65536).endswith(b"\r\n\r\n" + http_chunk(b"first") + http_chunk(b"second"))


def test_a_response_of_known_length_is_not_chunked(exchange: Exchange) -> None:
    exchange.response.start_response("200 OK", [*HEADERS, ("Content-Length", "5")])
    exchange.response.write(b"first")

    assert not has_written_chunks(exchange.response.start_response, len(b"first"))


def test_a_middleware_hides_the_response(exchange: Exchange) -> None:
    def start_response(status: str, headers: list[tuple[str, str]]) -> Any:
        return exchange.response.start_response(status, headers)

    start_response("200 OK", HEADERS)

    assert not has_written_chunks(start_response, 0)


def test_an_event_stream_attaches_its_writer_to_the_response(exchange: Exchange) -> None:
    writer = DirectWriter(exchange.environ, write_timeout_s=10)
    pieces = EventStream(iter([b"first", b"second"]), writer, {})(exchange.environ, exchange.response.start_response)

    for piece in pieces:
        exchange.response.write(piece)

    assert writer.is_usable(len(b"firstsecond"))
    assert not writer.is_usable(len(b"first"))


def test_the_descriptor_of_a_gevent_socket_does_not_block() -> None:
    first, second = gevent.socket.socketpair()

    assert not os.get_blocking(first.fileno())

    first.close()
    second.close()
