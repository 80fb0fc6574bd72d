"""A request must have exactly one valid Host (RFC 9112 section 3.2)."""

import json

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, Person
from tests.support.wire.raw_connection import RawConnection

pytestmark = pytest.mark.live

PATHS = (f"{BASE}/health", f"http://elsewhere{BASE}/health", "/")


def answered(server: LiveServer, path: str, version: str, *hosts: str) -> tuple[int, str]:
    """Return status and body of an answer to a request with these Host lines."""
    lines = "".join(f"Host: {host}\r\n" for host in hosts)
    with RawConnection(server) as raw:
        raw.send(f"GET {path} HTTP/{version}\r\n{lines}\r\n".encode("latin-1"))
        status = int(raw.read_head().split()[1])
        return status, raw.read_body().decode()


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "hosts", [(), ("a", "a"), ("a", "b"), ("a b",), ("a/b",), ("u@a",), ("a:x",), ("[::1",), ("\xe9",)]
)
def test_a_request_without_exactly_one_valid_host_is_refused(
    server: LiveServer, path: str, hosts: tuple[str, ...]
) -> None:
    status, body = answered(server, path, "1.1", *hosts)

    problem = json.loads(body)
    assert (status, problem["status"], problem["code"]) == (400, 400, "bad_request")
    assert "HOST" in problem["detail"]


@pytest.mark.parametrize("host", ["", "a", "a.example:8000", "a_b", "127.0.0.1:", "[::1]:80", "[fe80::1%25eth0]"])
@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_request_with_one_valid_host_is_served(server: LiveServer, version: str, host: str) -> None:
    assert answered(server, f"{BASE}/health", version, host)[0] == 200


def test_an_http_1_0_request_needs_no_host(server: LiveServer) -> None:
    assert answered(server, f"{BASE}/health", "1.0")[0] == 200


def test_polls_without_a_host_are_refused_too(owner: Person) -> None:
    investigation_id = owner.create()
    polled = owner.call("GET", f"/{investigation_id}/poll")
    fields = owner.bearer | {"If-None-Match": polled.headers["ETag"]}

    with RawConnection(owner.server) as raw:
        raw.ask(f"GET {BASE}/{investigation_id}/poll HTTP/1.1", fields)
        assert int(raw.read_head().split()[1]) == 400
