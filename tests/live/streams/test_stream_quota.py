"""The stream quota limits the open streams of a user over all workers (contract sections 7 and 8)."""

import os
import signal
from collections.abc import Iterator

import pytest
from websockets.exceptions import InvalidStatus

from tests.support.live.server import LiveServer
from tests.support.live.users import Person, PersonFor, serving
from tests.support.live.workers import worker_of
from tests.support.wire.sse_client import SseStream
from tests.support.wire.websocket_client import LiveSocket

pytestmark = pytest.mark.live

STREAMS_PER_USER = 3
# The rounds are enough for the workers to share the streams in every way.
ROUNDS = 12


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    settings = {
        "WIZARD_STREAMS_PER_USER": str(STREAMS_PER_USER),
        "WIZARD_SSE_HEARTBEAT_S": "1",
        "WIZARD_WS_HEARTBEAT_S": "1",
    }
    with serving(tmp_path_factory.mktemp("quota"), **settings) as running:
        yield running


def is_accepted(stream: SseStream) -> bool:
    LiveServer.wait_until(lambda: bool(stream.types), "the first event")
    return stream.types[0] == "connection_established"


def try_socket(person: Person, investigation_id: str) -> LiveSocket | int:
    """Return the socket, or the status of the refusal."""
    try:
        return person.socket(investigation_id)
    except InvalidStatus as refused:
        return refused.response.status_code


def wait_for_free_quota(person: Person, investigation_id: str) -> LiveSocket:
    """Retry until a socket is accepted: a refused handshake takes nothing of the quota."""
    tried: list[LiveSocket | int] = []

    def is_free() -> bool:
        tried.append(try_socket(person, investigation_id))
        return isinstance(tried[-1], LiveSocket)

    LiveServer.wait_until(is_free, "free quota")
    assert isinstance(tried[-1], LiveSocket)
    return tried[-1]


def test_a_stream_over_the_quota_is_refused_so_that_eventsource_retries(owner: Person, investigation_id: str) -> None:
    accepted = [owner.stream(f"/{investigation_id}/stream") for _ in range(STREAMS_PER_USER)]
    assert all(is_accepted(stream) for stream in accepted)

    for path in [f"/{investigation_id}/stream"] * ROUNDS + ["/stream"]:
        stream = owner.stream(path)
        stream.wait_end()

        assert (stream.status, stream.clean, stream.types) == (200, True, ["overloaded"])
        assert stream.headers["Content-Type"].partition(";")[0] == "text/event-stream"
        assert stream.retries[0] > 0
        assert stream.frames[0].own_id is None
        assert "poll" in stream.frames[0].data
    assert not any(stream.ended for stream in accepted)


def test_a_socket_over_the_quota_is_refused_at_its_handshake(owner: Person, investigation_id: str) -> None:
    accepted = [owner.stream(f"/{investigation_id}/stream"), owner.socket(investigation_id)]
    accepted.append(owner.socket(investigation_id))
    assert is_accepted(owner.stream(f"/{investigation_id}/stream")) is False

    for _ in range(ROUNDS):
        with pytest.raises(InvalidStatus) as refused:
            owner.socket(investigation_id)

        response = refused.value.response
        assert response.status_code == 429
        wait_s = int(response.headers["Retry-After"])
        assert wait_s > 0
        policy = f'"streams";q={STREAMS_PER_USER};qu="concurrent-requests";scope="host"'
        assert response.headers["RateLimit-Policy"] == policy
        assert response.headers["RateLimit"] == f'"streams";r=0;t={wait_s}'
        assert response.headers["Content-Type"] == "application/problem+json"
        assert b'"rate_limited"' in (response.body or b"")


def test_another_user_is_not_affected(owner: Person, investigation_id: str, person_for: PersonFor) -> None:
    other = person_for()
    theirs = other.create()
    assert all(is_accepted(owner.stream(f"/{investigation_id}/stream")) for _ in range(STREAMS_PER_USER))

    streams = [other.stream(f"/{theirs}/stream") for _ in range(STREAMS_PER_USER - 1)]
    socket = other.socket(theirs)

    assert all(is_accepted(stream) for stream in streams)
    assert socket.wait_for_event("state_sync")


@pytest.mark.parametrize("kind", ["stream", "socket"])
def test_a_closed_stream_frees_one_place_of_the_quota(owner: Person, investigation_id: str, kind: str) -> None:
    opened: SseStream | LiveSocket
    opened = owner.stream(f"/{investigation_id}/stream") if kind == "stream" else owner.socket(investigation_id)
    others = [owner.stream(f"/{investigation_id}/stream") for _ in range(STREAMS_PER_USER - 1)]
    assert all(is_accepted(stream) for stream in others)
    assert try_socket(owner, investigation_id) == 429

    opened.close()

    assert wait_for_free_quota(owner, investigation_id).wait_for_event("state_sync")
    assert try_socket(owner, investigation_id) == 429


def test_a_stream_that_the_server_ended_has_freed_its_quota(owner: Person, investigation_id: str) -> None:
    version = owner.state(investigation_id)["version"]
    streams = [owner.stream(f"/{investigation_id}/stream") for _ in range(STREAMS_PER_USER)]
    assert all(is_accepted(stream) for stream in streams)
    other = owner.create()

    owner.call("DELETE", f"/{investigation_id}/state?version={version}")
    for stream in streams:
        stream.wait_end()

    assert all(wait_for_free_quota(owner, other).wait_for_event("state_sync") for _ in range(STREAMS_PER_USER))


def test_kill_9_of_a_worker_frees_the_quota_it_held(server: LiveServer, owner: Person, investigation_id: str) -> None:
    streams = [owner.stream(f"/{investigation_id}/stream") for _ in range(STREAMS_PER_USER - 1)]
    streams.append(owner.stream("/stream"))
    assert all(is_accepted(stream) for stream in streams)
    victim = worker_of(server, streams[0])
    lost = [stream for stream in streams if worker_of(server, stream) == victim]
    assert victim is not None

    os.kill(victim, signal.SIGKILL)
    for stream in lost:
        stream.wait_end()

    assert not any(stream.clean for stream in lost)
    assert all(wait_for_free_quota(owner, investigation_id).wait_for_event("state_sync") for _ in lost)
    assert try_socket(owner, investigation_id) == 429
    server.verify()
