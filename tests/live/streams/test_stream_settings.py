"""A worker's cap and the age of streams (contract section 7)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import Document, Person, PersonFor, serving
from tests.support.wire.sse_client import SseStream

pytestmark = pytest.mark.live

PER_WORKER = 3


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[LiveServer]:
    """Return a server with the settings of the test: what ends by its age must not make room where there is none."""
    with serving(tmp_path, workers=1, WIZARD_SSE_HEARTBEAT_S="1", **request.param) as running:
        yield running


def accepted_stream(person: Person, path: str) -> SseStream:
    """Return a stream of this path, as soon as the server accepts one."""
    tried: list[SseStream] = []

    def is_accepted() -> bool:
        tried.append(person.stream(path))
        LiveServer.wait_until(lambda: bool(tried[-1].types), "the first event")
        return tried[-1].types[0] == "connection_established"

    LiveServer.wait_until(is_accepted, "an accepted stream")
    return tried[-1]


@pytest.mark.parametrize("server", [{"WIZARD_STREAMS_PER_WORKER": str(PER_WORKER)}], indirect=True, ids=["room for 3"])
def test_a_worker_at_its_stream_limit_advises_clients_to_poll(person_for: PersonFor) -> None:
    people = [person_for() for _ in range(PER_WORKER)]
    streams = [accepted_stream(person, "/stream") for person in people]

    refused = person_for().stream("/stream")
    refused.wait_end()

    assert (refused.status, refused.clean, refused.types) == (200, True, ["overloaded"])
    assert refused.retries[0] > 0
    for person, stream in zip(people, streams, strict=True):
        stream.close()
        assert accepted_stream(person, "/stream")


@pytest.mark.parametrize("server", [{"WIZARD_STREAM_LIFETIME_S": "3"}], indirect=True, ids=["for 3 seconds"])
def test_a_stream_ends_cleanly_at_its_age_and_is_followed_by_another_without_gap(owner: Person) -> None:
    investigation_id = owner.create()
    cursor = owner.cursor(investigation_id)
    stream = accepted_stream(owner, f"/{investigation_id}/stream?after={cursor}")

    written: list[Document] = []
    while not stream.ended:
        written.append(owner.log(investigation_id, str(len(written))))
    written.append(owner.log(investigation_id, "without a listener"))
    follower = accepted_stream(owner, f"/{investigation_id}/stream?after={stream.last_event_id}")
    LiveServer.wait_until(lambda: follower.stored[-1:] == written[-1:], "the last event")

    assert stream.clean
    assert stream.blocks[-1].startswith("retry: ")
    assert stream.stored + follower.stored == written
