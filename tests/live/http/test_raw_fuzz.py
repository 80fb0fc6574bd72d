"""Malformed input never causes a 5xx and never stops a server (contract section 1)."""

import json
import re
import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from tests.support.live.server import TIMEOUT_S, LiveServer
from tests.support.live.users import BASE, Person
from tests.support.wire.raw_connection import RawConnection
from tests.support.wire.raw_requests import Target, raw_request

pytestmark = pytest.mark.live

REQUESTS, CLIENTS = 10_000, 8
_STATUS = re.compile(rb"HTTP/1\.[01] (\d{3}) ")


def answer_to(server: LiveServer, request: bytes) -> bytes:
    """Return the head of the response and the bytes after it; empty when the server only closed the connection."""
    host, port = server.bind.split(":")
    with socket.create_connection((host, int(port)), TIMEOUT_S) as connection:
        received = b""
        try:
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
            while b"\r\n\r\n" not in received and (more := connection.recv(65536)):
                received += more
        except TimeoutError:
            raise
        except OSError:
            # The server may refuse the request and close the connection before it has read everything.
            return received
        return received


def said(server: LiveServer, seed: int, target: Target) -> tuple[str, bytes]:
    """Send the request of a seed; return the status ("none" without an answer) and the request."""
    request = raw_request(Random(seed), target)
    answer = answer_to(server, request)
    status = _STATUS.match(answer)
    assert bool(status) == bool(answer), (seed, request[:2000], answer[:200])
    assert not status or status[1] < b"400" or b"\r\nx-request-id: " in answer.lower(), (seed, request[:2000], answer)
    return status[1].decode() if status else "none", request


def test_no_bytes_give_a_5xx_or_a_traceback_or_stop_the_server(server: LiveServer, owner: Person) -> None:
    target = Target([owner.create() for _ in range(50)], owner.token)
    workers = server.workers()

    with ThreadPoolExecutor(CLIENTS) as pool:
        answers = list(pool.map(lambda seed: said(server, seed, target), range(REQUESTS)))

    assert [request for status, request in answers if status.startswith("5")] == []
    assert "Traceback" not in server.log()
    assert server.workers() == workers
    assert owner.create()
    # Most requests reach the service itself, and not all of them are refused.
    statuses = Counter(status for status, _ in answers)
    assert {"200", "201", "304", "400", "401", "404", "405", "412", "415", "422", "428"} <= statuses.keys(), statuses


@pytest.mark.parametrize(
    ("request_line", "field", "status"),
    [
        ("GET / HTTP/9.9", "Host: x", 400),
        ("GET /" + "x" * 5000 + " HTTP/1.1", "Host: x", 414),
        ("GET / HTTP/1.1", "X: " + "y" * 9000, 431),
        ("POST / HTTP/1.1", "Transfer-Encoding: gzip", 400),
        ("POST / HTTP/1.1", "Expect: more", 417),
        ("GET / HTTP/1.1", "A b: c", 400),
    ],
)
def test_requests_that_never_reach_the_application_get_a_problem_document(
    server: LiveServer, request_line: str, field: str, status: int
) -> None:
    answer = answer_to(server, f"{request_line}\r\n{field}\r\n\r\n".encode())
    head, _, body = answer.partition(b"\r\n\r\n")
    fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    problem = json.loads(body)

    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert fields["Content-Type"] == "application/problem+json"
    assert (problem["status"], problem["code"]) == (status, "bad_request")
    assert problem["request_id"] == fields["X-Request-ID"]
    assert {"type", "title", "detail"} <= problem.keys()


def test_a_body_that_does_not_arrive_is_408_and_may_be_sent_again(server: LiveServer, owner: Person) -> None:
    fields = {"Host": server.bind, "Content-Type": "application/json", "Content-Length": "100"} | owner.bearer
    with RawConnection(server) as connection:
        connection.ask(f"POST {BASE}/investigations HTTP/1.1", fields)
        connection.send(b"{")
        head, problem = connection.read_head(), json.loads(connection.read_body())

    assert (problem["status"], problem["code"]) == (408, "request_timeout")
    assert "Retry-After: 1" in head.split("\r\n")
