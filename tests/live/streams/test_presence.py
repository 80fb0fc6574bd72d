"""Every worker knows the followers of an investigation on all workers (`GET /{id}/connections`, `/health`)."""

import http.client
import os
import signal
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.support.live.server import TIMEOUT_S, LiveServer
from tests.support.live.users import BASE, Document, Person, PersonFor, serving
from tests.support.live.workers import opened_on_every_worker, worker_of
from tests.support.wire.sse_client import SseStream

pytestmark = pytest.mark.live

SETTINGS = {"WIZARD_SSE_HEARTBEAT_S": "1", "WIZARD_POLLING_RATE_LIMIT_PER_S": "0", "WIZARD_STREAMS_PER_USER": "60"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("connections"), **SETTINGS) as running:
        yield running


class Poller:
    """Polls over one connection, and so at one worker."""

    def __init__(self, person: Person, investigation_id: str, agent: str) -> None:
        self._connection = http.client.HTTPConnection(person.server.bind, timeout=TIMEOUT_S)
        self._connection.connect()
        self.port: int = self._connection.sock.getsockname()[1]
        self._path = f"{BASE}/{investigation_id}/poll"
        self._headers = person.bearer | {"User-Agent": agent}

    def poll(self, etag: str = "") -> str:
        """Return the tag of the answer."""
        sent = self._headers | ({"If-None-Match": etag} if etag else {})
        self._connection.request("GET", self._path, headers=sent)
        answer = self._connection.getresponse()
        answer.read()
        assert answer.status == (304 if etag else 200)
        return str(answer.headers["ETag"])

    def close(self) -> None:
        self._connection.close()


def followers(person: Person, investigation_id: str) -> list[Document]:
    """Send a request over a new connection, which any worker may accept."""
    listed: list[Document] = person.call("GET", f"/{investigation_id}/connections").document["connections"]
    return listed


def transports(person: Person, investigation_id: str) -> Counter[str]:
    return Counter(follower["transport"] for follower in followers(person, investigation_id))


def opened_everywhere(person: Person, investigation_id: str) -> list[SseStream]:
    streams = opened_on_every_worker(person.server, lambda: person.stream(f"/{investigation_id}/stream"))
    for stream in streams:
        person.server.wait_until(lambda stream=stream: bool(stream.types), "the first event")
    return streams


def test_every_worker_lists_the_streams_and_sockets_of_all_workers(owner: Person, person_for: PersonFor) -> None:
    investigation_id, guest = owner.create(), person_for()
    assert owner.share(investigation_id, guest, "viewer").status == 200
    streams = opened_everywhere(owner, investigation_id)
    guest.socket(investigation_id)
    owner.stream("/stream")
    expected = Counter(sse=len(streams) + 1, websocket=1)

    for _ in range(5):
        owner.server.wait_until(lambda: transports(owner, investigation_id) == expected, "all connections")

    shown = followers(owner, investigation_id)
    assert {follower["user_id"] for follower in shown if follower["transport"] == "websocket"} == {guest.user_id}
    assert Counter(follower["follows"] for follower in shown) == Counter(investigation=len(streams) + 1, everything=1)


def test_the_offset_of_each_listed_stream_follows_the_feed(owner: Person) -> None:
    investigation_id = owner.create()
    opened_everywhere(owner, investigation_id)

    stored = [owner.log(investigation_id, "a"), owner.log(investigation_id, "b")]

    def all_have_it() -> bool:
        shown = followers(owner, investigation_id)
        return bool(shown) and all(
            (follower["cursor"], follower["behind_events"]) == (stored[-1]["id"], 0) for follower in shown
        )

    owner.server.wait_until(all_have_it, "the newest event to be shown as sent")


def test_polls_of_one_client_at_several_workers_are_listed_as_one_poller(owner: Person) -> None:
    investigation_id = owner.create()
    pollers = opened_on_every_worker(owner.server, lambda: Poller(owner, investigation_id, "agent/1"))
    for poller in pollers:
        etag = poller.poll()
        poller.poll(etag)

    def is_whole() -> bool:
        return [follower["polls"] for follower in followers(owner, investigation_id)] == [2 * len(pollers)]

    owner.server.wait_until(is_whole, "all polls to be shown")
    (shown,) = followers(owner, investigation_id)
    assert (shown["user_id"], shown["unchanged_share"], shown["errors"]) == (owner.user_id, 0.5, 0)
    for poller in pollers:
        poller.close()


def test_connections_of_a_killed_worker_are_gone_and_health_counts_those_that_are_left(
    server: LiveServer, owner: Person
) -> None:
    investigation_id = owner.create()
    streams = opened_everywhere(owner, investigation_id)
    victim = worker_of(server, streams[0])
    assert victim is not None
    lost = [stream for stream in streams if worker_of(server, stream) == victim]
    server.wait_until(lambda: transports(owner, investigation_id)["sse"] == len(streams), "all streams")

    os.kill(victim, signal.SIGKILL)

    server.wait_until(lambda: transports(owner, investigation_id)["sse"] == len(streams) - len(lost), "the rest alone")
    server.wait_until(lambda: len(server.workers()) == server.worker_count, "a new worker")

    def counts_the_rest() -> bool:
        load = owner.call("GET", "/health").document["server_load"]
        maximum, left = server.worker_count * 1600, len(streams) - len(lost)
        return (load["max_connections"], load["active_connections"]) == (maximum, left)

    server.wait_until(counts_the_rest, "the count of the host")
    server.verify()
