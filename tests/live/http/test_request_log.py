"""The log has one short line about a refused request, without what the client sent (contract section 2)."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.live.server import TIMEOUT_S, LiveServer
from tests.support.live.users import serving

pytestmark = pytest.mark.live

SECRET = b"confidential-ticket-or-token"
PATH = b"/api/v1/wizard/stream?ticket=" + SECRET
BEARER = b"Host: x\r\nAuthorization: Bearer " + SECRET + b"\r\n"
MALFORMED = {
    "query that is not ASCII": b"GET %s\xe9 HTTP/1.1\r\nHost: x\r\n\r\n" % PATH,
    "no version": b"GET %s\r\nHost: x\r\n\r\n" % PATH,
    "two spaces": b"GET  %s HTTP/1.1\r\nHost: x\r\n\r\n" % PATH,
    "unknown version": b"GET %s HTTP/9.%s\r\nHost: x\r\n\r\n" % (PATH, SECRET),
    "method": b"G(%s PATH HTTP/1.1\r\nHost: x\r\n\r\n" % SECRET,
    "Expect": b"GET / HTTP/1.1\r\n%sExpect: %s\r\n\r\n" % (BEARER, SECRET),
    "header without colon": b"GET / HTTP/1.1\r\nHost: x\r\nAuthorization Bearer %s\r\n\r\n" % SECRET,
    "header name": b"GET / HTTP/1.1\r\nHost: x\r\nA b%s: c\r\n\r\n" % SECRET,
    "folded header": b"GET / HTTP/1.1\r\n%s %s\r\n\r\n" % (BEARER, SECRET),
    "Content-Length": b"POST / HTTP/1.1\r\n%sContent-Length: %s\r\n\r\n" % (BEARER, SECRET),
    "Transfer-Encoding": b"POST / HTTP/1.1\r\n%sTransfer-Encoding: %s\r\n\r\n" % (BEARER, SECRET),
    "chunk size": b"POST / HTTP/1.1\r\n%sTransfer-Encoding: chunked\r\n\r\n%s\r\n" % (BEARER, SECRET),
    "Host": b"GET %s HTTP/1.1\r\nHost: a b %s\r\n\r\n" % (PATH, SECRET),
    "long line": b"GET %s%s HTTP/1.1\r\nHost: x\r\n\r\n" % (PATH, b"x" * 8000),
    "long header": b"GET / HTTP/1.1\r\n%sA: %s\r\n\r\n" % (BEARER, SECRET + b"x" * 9000),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SECRET,
}


@pytest.fixture(scope="module")
def quiet_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Run a server whose log no other test fills."""
    with serving(tmp_path_factory.mktemp("log"), workers=2) as running:
        yield running


def send(server: LiveServer, request: bytes) -> None:
    host, port = server.bind.split(":")
    with socket.create_connection((host, int(port)), TIMEOUT_S) as connection:
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
        except ConnectionError:
            return


def log_path(server: LiveServer) -> Path:
    return server.folder / "serve.log"


def test_no_malformed_request_writes_a_ticket_or_token_into_the_log(quiet_server: LiveServer) -> None:
    before = log_path(quiet_server).stat().st_size

    for request in MALFORMED.values():
        send(quiet_server, request)

    quiet_server.wait_until(lambda: "LimitRequestLine" in quiet_server.log(), "the refusals in the log")
    lines = log_path(quiet_server).read_text()[before:].splitlines()
    assert SECRET.decode() not in "\n".join(lines)
    assert max(len(line) for line in lines) < 200
    assert len(lines) <= len(MALFORMED)
