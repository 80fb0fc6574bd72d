"""With WIZARD_ACCESS_LOG the log has a line for each request, poll, stream and socket (contract section 10)."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import Document, Person, serving

pytestmark = pytest.mark.live

BASE = "/api/v1/wizard"
TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    settings = {"WIZARD_ACCESS_LOG": "true", "WIZARD_LOG_FORMAT": "json"}
    with serving(tmp_path_factory.mktemp("access"), workers=2, **settings) as running:
        yield running


@pytest.fixture
def person(logged: LiveServer) -> Iterator[Person]:
    with ExitStack() as opened:
        yield Person(logged, opened, "ana")


@pytest.fixture
def investigation_id(person: Person, settings: dict[str, Any]) -> str:
    return person.create(settings=settings)


def line_of(server: LiveServer, request_id: str) -> Document:
    """Return the line of a request, once it is there."""
    found: list[Document] = []

    def is_there() -> bool:
        lines = [json.loads(line) for line in (Path(server.folder) / "serve.log").read_text().splitlines()]
        found[:] = [line for line in lines if line["logger"].endswith(".access") and line["request_id"] == request_id]
        return bool(found)

    server.wait_until(is_there, "the line of the request")
    assert len(found) == 1
    return found[0]


def test_a_request_is_logged_with_its_route_and_without_its_query(person: Person, investigation_id: str) -> None:
    headers = {"X-Request-ID": "whole", "traceparent": TRACEPARENT}
    answer = person.call("GET", f"/{investigation_id}/poll?after=secret", headers=headers)

    line = line_of(person.server, "whole")
    assert line.pop("duration_ms") >= 0
    assert {name: line[name] for name in line.keys() - {"time", "level", "logger", "message", "process"}} == {
        "request_id": "whole",
        "method": "GET",
        "route": f"{BASE}/<investigation_id>/poll",
        "status": 400,
        "bytes": len(answer.body),
        "user": "ana",
        "investigation": investigation_id,
        "traceparent": TRACEPARENT,
    }
    assert "secret" not in person.server.log()


def test_a_poll_on_the_fast_path_is_logged(person: Person, investigation_id: str) -> None:
    etag = person.call("GET", f"/{investigation_id}/poll").headers["ETag"]
    headers = {"If-None-Match": etag, "X-Request-ID": "fast", "traceparent": TRACEPARENT}
    assert person.call("GET", f"/{investigation_id}/poll", headers=headers).status == 304

    line = line_of(person.server, "fast")
    assert (line["route"], line["status"], line["bytes"]) == (f"{BASE}/<investigation_id>/poll", 304, 0)
    assert (line["user"], line["investigation"], line["traceparent"]) == ("ana", investigation_id, TRACEPARENT)


def test_a_stream_is_logged_at_its_end_with_all_bytes(person: Person, investigation_id: str) -> None:
    stream = person.stream(f"/{investigation_id}/stream", {"X-Request-ID": "stream"})
    stream.wait_for("state_sync")
    for number in range(20):
        person.log(investigation_id, f"line {number} {'x' * 1000}")
    stream.wait_for("log_appended", 20)
    received = len(stream.text)
    assert '"stream"' not in person.server.log()
    stream.close()

    line = line_of(person.server, "stream")
    assert (line["route"], line["status"]) == (f"{BASE}/<investigation_id>/stream", 200)
    assert line["bytes"] >= received > 20_000


def test_a_socket_is_logged_at_its_end(person: Person, investigation_id: str) -> None:
    socket = person.socket(investigation_id, headers={"X-Request-ID": "socket"})
    socket.wait_for_event("state_sync")
    socket.close()

    line = line_of(person.server, "socket")
    assert (line["route"], line["status"]) == ("/ws/investigation/<investigation_id>", 101)
    assert line["bytes"] > 500


def test_a_request_without_a_route_names_no_path(person: Person) -> None:
    person.call("GET", "/no/such/path/secret-path", headers={"X-Request-ID": "unknown"})

    line = line_of(person.server, "unknown")
    assert ("route" not in line, line["status"]) == (True, 404)
    assert "secret-path" not in person.server.log()
