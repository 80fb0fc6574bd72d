"""A worker without a file descriptor or a place for another connection answers 503, and still answers health checks."""

import os
import re
import resource
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, Answer, Person, request, serving
from tests.support.wire.raw_connection import RawConnection
from tests.support.wire.sse_client import SseStream
from wizard_service.server.acceptor import SPARE_CONNECTIONS

pytestmark = pytest.mark.live

REASON = "Connections are refused with 503"
PAUSE = re.compile(r"exited before it was ready; the next one is forked in ([\d.]+) s")
# `gunicorn_conf` has the same number; importing it would map the memory of a master.
OTHER_CONNECTIONS = 400
MANY_REQUESTS, STREAMS = 30, 20


@pytest.fixture(scope="module")
def only_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("full"), workers=1, WIZARD_STREAMS_PER_WORKER=str(STREAMS)) as running:
        yield running


@pytest.fixture
def server(only_server: LiveServer) -> LiveServer:
    """Return the server of the module with an empty log."""
    only_server.clear_log()
    return only_server


@pytest.fixture
def investigation_id(owner: Person) -> str:
    return owner.create()


@pytest.fixture
def streams(server: LiveServer, owner: Person, investigation_id: str) -> list[SseStream]:
    """Open streams until the worker has no file descriptor left."""
    (worker,) = server.workers()
    limit = highest_descriptor(worker) + 3
    resource.prlimit(worker, resource.RLIMIT_NOFILE, (limit, limit))
    opened: list[SseStream] = []
    # A connection that has just ended may still have its descriptor.
    while not all(read(owner, investigation_id).status == 503 for _ in range(5)):
        opened.append(owner.stream(f"/{investigation_id}/stream"))
    return opened


def highest_descriptor(pid: int) -> int:
    return max(int(link.name) for link in Path(f"/proc/{pid}/fd").iterdir())


def read(person: Person, investigation_id: str) -> Answer:
    return person.call("GET", f"/{investigation_id}/state")


def test_without_free_connections_requests_are_503_and_health_checks_are_answered(
    server: LiveServer, owner: Person, investigation_id: str
) -> None:
    with ExitStack() as opened:
        for _ in range(STREAMS + OTHER_CONNECTIONS):
            opened.enter_context(RawConnection(server))

        server.wait_until(lambda: read(owner, investigation_id).status == 503, "the places to be taken")
        health = [request(server, "GET", "/healthz", {}).status for _ in range(SPARE_CONNECTIONS + 1)]

    assert {*health} == {200}
    server.wait_until(lambda: read(owner, investigation_id).status == 200, "a place")


def test_workers_that_cannot_start_are_tried_again_until_they_can(server: LiveServer) -> None:
    (worker,) = server.workers()
    _, hard = resource.prlimit(server.master, resource.RLIMIT_NOFILE)
    resource.prlimit(server.master, resource.RLIMIT_NOFILE, (highest_descriptor(server.master) + 4, hard))

    os.kill(worker, signal.SIGKILL)
    server.wait_until(lambda: PAUSE.findall(server.log())[:3] == ["0.5", "1.0", "2.0"], "three attempts")
    resource.prlimit(server.master, resource.RLIMIT_NOFILE, (hard, hard))

    server.wait_until(server.answers, "a worker that starts")
    assert "HaltServer" not in server.log()
    server.verify()


# This test must be the last one, because the worker keeps its low limit.
def test_without_descriptors_requests_are_503_and_health_checks_are_answered(
    server: LiveServer, owner: Person, investigation_id: str, streams: list[SseStream]
) -> None:
    body = {"settings": {"name": "x" * 50_000}}
    refused = [owner.call("PATCH", f"/{investigation_id}/state", body) for _ in range(MANY_REQUESTS)]
    paths = ("/healthz", f"{BASE}/healthz", "/metrics")
    health = [request(server, "GET", path, {}).status for path in paths for _ in range(SPARE_CONNECTIONS + 1)]

    assert {answer.problem for answer in refused} == {(503, "overloaded")}
    assert {answer.headers["Retry-After"] for answer in refused} == {"1"}
    assert {*health} == {200}
    assert server.log().count(REASON) == 1
    assert "Traceback" not in server.log()
    for stream in streams:
        stream.close()
    server.wait_until(lambda: read(owner, investigation_id).status == 200, "an answer")
