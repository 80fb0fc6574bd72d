"""A client of the benchmark of both databases connects again after it was idle, and hides no other end."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from benchmarks.databases.requests import Client
from tests.support.client.scripted_server import Response, ScriptedServer
from tests.support.live.server import LiveServer

CLOSED = Response(headers={"Connection": "close"})


@pytest.fixture
def scripted() -> Iterator[ScriptedServer]:
    with ScriptedServer() as server:
        yield server


@pytest.fixture
def client(scripted: ScriptedServer) -> Iterator[Client]:
    with closing(Client(f"127.0.0.1:{scripted.port}", "user")) as opened:
        yield opened


def test_a_connection_that_the_service_closed_between_two_requests_is_replaced(
    scripted: ScriptedServer, client: Client
) -> None:
    scripted.script(CLOSED, Response())

    client.expect(200, "POST", "/a/events", "{}")
    LiveServer.wait_until(lambda: client.is_closed, "the end of the connection")
    client.expect(200, "POST", "/a/events", "{}")

    first, second = scripted.requests
    assert first.port != second.port


def test_a_connection_that_stays_open_is_used_again(scripted: ScriptedServer, client: Client) -> None:
    client.expect(200, "GET", "/a/state")
    client.expect(200, "GET", "/a/state")

    assert len({request.port for request in scripted.requests}) == 1


def test_a_request_whose_connection_ends_without_an_answer_fails_and_is_not_sent_again(
    scripted: ScriptedServer, client: Client
) -> None:
    scripted.script(Response(hang_up=True), Response())

    with pytest.raises(ConnectionError):
        client.expect(200, "POST", "/a/events", "{}")
    assert len(scripted.requests) == 1
