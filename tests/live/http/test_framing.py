"""Where a request ends is never ambiguous, and headers that a proxy would set change nothing without one."""

import re

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, Person
from tests.support.wire.raw_connection import RawConnection

pytestmark = pytest.mark.live

SECOND = b"GET /second HTTP/1.1\r\nHost: x\r\n\r\n"
END = b"0\r\n\r\n"
CHUNKED = "Transfer-Encoding: chunked"
BOTH = f"Content-Length: {len(END + SECOND)}"

# Header lines that programs in a row may read differently, and what follows them.
AMBIGUOUS = [
    (f"{BOTH}\r\n{CHUNKED}", END),
    (f"{CHUNKED}\r\nContent-Length: 4", b"%x\r\n" % len(SECOND) + SECOND + b"\r\n" + END),
    (f"{CHUNKED}\r\nTransfer-Encoding: identity", END),
    (f"{BOTH}\r\nTransfer-Encoding: xchunked", END),
    (f"{BOTH}\r\nTransfer-Encoding:\tchunked", END),
    (f"{BOTH}\r\nTransfer-Encoding: \x0bchunked", END),
    (f"{BOTH}\r\nTransfer-Encoding : chunked", END),
    ("Transfer-Encoding: chunked, chunked", END),
    (f"Content-Length: 0\r\nContent-Length: {len(SECOND)}", b""),
    (f"Content-Length: 0, {len(SECOND)}", b""),
    ("Content-Length: +0", b""),
    ("Content-Length: 0_0", b""),
    ("Content-Length: 0x0", b""),
    ("Content-Length:", b""),
    ("Content-Length: 0\r\nX: a\r\n b", b""),
    ("X: a\nContent-Length: 0", b""),
    ("X: a\rContent-Length: 9", b""),
    ("X: a\0b", b""),
]
# The head is clear, and the body is not: it is refused when the service has answered without reading it.
AMBIGUOUS_BODIES = [b"+0\r\n\r\n", b"0x0\r\n\r\n", b"0 \r\n\r\n", b"0;a\nb\r\n\r\n", b"0\n\n", b"2\r\n{}0\r\n\r\n"]


def statuses(server: LiveServer, head: str, body: bytes) -> list[bytes]:
    """Return the status of each answer to a request and to the one after it, until the server closes."""
    request = f"POST {BASE}/investigations HTTP/1.1\r\nHost: x\r\n{head}\r\n\r\n".encode("latin-1")
    with RawConnection(server) as raw:
        raw.send(request + body + SECOND)
        raw.shut()
        return re.findall(rb"HTTP/1\.1 (\d{3}) ", raw.read_to_end())


def test_the_second_of_two_clear_requests_is_answered(server: LiveServer) -> None:
    assert statuses(server, "Content-Length: 0", b"") == [b"401", b"404"]
    assert statuses(server, CHUNKED, END) == [b"401", b"404"]


@pytest.mark.parametrize(("head", "body"), AMBIGUOUS)
def test_a_request_whose_end_is_ambiguous_is_refused_with_all_that_follows(
    server: LiveServer, head: str, body: bytes
) -> None:
    assert statuses(server, head, body) == [b"400"]


@pytest.mark.parametrize("body", AMBIGUOUS_BODIES)
def test_nothing_is_answered_that_follows_a_malformed_chunk(server: LiveServer, body: bytes) -> None:
    assert statuses(server, CHUNKED, body) == [b"401", b"400"]


def test_headers_of_a_proxy_change_nothing_when_no_proxy_is_trusted(owner: Person) -> None:
    names = ("SCRIPT_NAME", "Script-Name", "PATH_INFO", "X-Forwarded-Prefix", "X-Original-URL", "X-Rewrite-URL")
    paths = dict.fromkeys(names, "/elsewhere")
    hosts = dict.fromkeys(("X-Forwarded-Host", "X-Forwarded-For", "X-Real-IP"), "10.9.8.7")
    users = {"X-User-ID": "admin", "X-Forwarded-User": "admin", "REMOTE_USER": "admin"}
    others = {"Forwarded": "for=10.9.8.7;host=elsewhere;proto=https", "X-HTTP-Method-Override": "DELETE"}

    answer = owner.call("GET", "/session", headers=paths | hosts | users | others)

    assert answer.status == 200
    assert answer.document["user_id"] == owner.user_id


def test_the_server_header_names_no_version(owner: Person) -> None:
    assert owner.call("GET", "/health").headers["Server"] == "gunicorn"
