"""A stopping server ends its streams and sockets, and all clients reconnect (contract sections 7 and 8)."""

import os
import re
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from tests.support.live.server import MANY_ATTEMPTS, LiveServer
from tests.support.live.users import Person, PersonFor, serving
from tests.support.live.watchers import TRANSPORTS, Event
from tests.support.wire.sse_client import SseStream
from tests.support.wire.websocket_client import LiveSocket
from wizard_service.client import WizardClient

pytestmark = pytest.mark.live

WORKERS = 2
MANY = 20
# A worker that does not wait for its successors has exited after this time.
EXIT_S = 2.5
BETWEEN_READS_S = 0.02


@pytest.fixture(scope="module")
def leaving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    settings = {
        "WIZARD_GRACEFUL_TIMEOUT_S": "10",
        "WIZARD_STREAMS_PER_USER": "200",
        "WIZARD_POLLING_RATE_LIMIT_PER_S": "0",
    }
    with serving(tmp_path_factory.mktemp("leaving"), WORKERS, **settings) as running:
        yield running


@pytest.fixture
def server(leaving: LiveServer) -> LiveServer:
    """Return the server of the module, which is started again after a test that has ended it, with an empty log."""
    leaving.clear_log()
    if not leaving.is_running:
        leaving.start()
    return leaving


def open_many(person: Person, *, keeps_connection: bool = False) -> tuple[str, list[SseStream], list[LiveSocket]]:
    investigation_id = person.create()
    path = f"/{investigation_id}/stream"
    streams = [person.stream(path, keeps_connection=keeps_connection) for _ in range(MANY)]
    sockets = [person.socket(investigation_id) for _ in range(MANY)]
    for stream in streams:
        stream.wait_for("state_sync")
    for socket in sockets:
        socket.wait_for_event("state_sync")
    return investigation_id, streams, sockets


def check_end(server: LiveServer) -> None:
    """A worker that the master had to kill says nothing."""
    assert server.ended() == 0
    assert server.log().count("Worker exiting") == WORKERS
    check_log(server)


def check_log(server: LiveServer) -> None:
    assert "graceful timeout" not in server.log()
    assert "Traceback" not in server.log()


def check_farewell(streams: list[SseStream], sockets: list[LiveSocket]) -> None:
    assert [socket.wait_close() for socket in sockets] == [1012] * len(sockets)
    for stream in streams:
        stream.wait_end()
        assert stream.clean
        assert re.fullmatch("retry: [0-9]+", stream.blocks[-1])


def test_at_sigterm_every_stream_ends_with_retry_and_every_socket_with_1012_and_idle_connections_delay_nothing(
    server: LiveServer, person_for: PersonFor
) -> None:
    _, streams, sockets = open_many(person_for())
    _, kept_streams, other_sockets = open_many(person_for(), keeps_connection=True)

    server.signal(signal.SIGTERM)

    check_farewell(streams + kept_streams, sockets + other_sockets)
    check_end(server)
    assert len({stream.retries[-1] for stream in streams}) > 1


def test_watchers_of_every_transport_continue_over_a_reload_without_gap_or_repeat(
    server: LiveServer, person_for: PersonFor
) -> None:
    person = person_for()
    investigation_id, streams, sockets = open_many(person)
    beginning, old_workers = person.beginning(investigation_id), server.workers()
    watchers = [transport(server, person.token, investigation_id, beginning, is_last) for transport in TRANSPORTS]
    for watcher in watchers:
        watcher.start()
    writing = threading.Event()
    written: list[Event] = []

    def write() -> None:
        with WizardClient(
            server.url, person.token, backoff_base_s=0.1, backoff_cap_s=0.5, attempts=MANY_ATTEMPTS
        ) as client:
            while not writing.is_set():
                written.extend(client.report(investigation_id, [line(f"line {len(written)}")])["events"])
            client.report(investigation_id, [line("last")])

    writer = threading.Thread(target=write)
    writer.start()

    server.signal(signal.SIGHUP)
    server.wait_until(lambda: not set(old_workers) & set(server.workers()), "the end of the old workers")
    written_before = len(written)
    server.wait_until(lambda: len(written) > written_before + 10, "writes by the new workers")
    writing.set()
    writer.join()
    for watcher in watchers:
        watcher.wait_end()

    check_farewell(streams, sockets)
    expected = list(range(1, len(written) + 3))
    assert [watcher.numbers for watcher in watchers] == [expected] * len(watchers)
    assert [watcher.events for watcher in watchers] == [watchers[0].events] * len(watchers)
    check_log(server)


def reloading(server: LiveServer) -> tuple[list[int], list[int]]:
    """Begin a reload and stop the new workers before they serve; return the old and the new ones."""
    old = server.workers()
    server.signal(signal.SIGHUP)
    new: list[int] = []

    def all_are_stopped() -> bool:
        for pid in set(server.workers()) - {*old, *new}:
            os.kill(pid, signal.SIGSTOP)
            new.append(pid)
        return len(new) == WORKERS

    server.wait_until(all_are_stopped, "the start of the new workers")
    return old, new


def test_at_a_reload_the_old_workers_serve_until_all_new_ones_do(server: LiveServer, person_for: PersonFor) -> None:
    person = person_for()
    investigation_id = person.create()
    old, new = reloading(server)

    began = time.monotonic()
    while time.monotonic() < began + EXIT_S:
        assert person.call("GET", f"/{investigation_id}/state").status == 200
        time.sleep(BETWEEN_READS_S)
    assert sorted(server.workers()) == sorted(old + new)

    for pid in new:
        os.kill(pid, signal.SIGCONT)
    server.wait_until(lambda: sorted(server.workers()) == sorted(new), "the end of the old workers")
    check_log(server)


def test_a_server_stopped_during_a_reload_ends_streams_with_retry_and_sockets_with_1012(
    server: LiveServer, person_for: PersonFor
) -> None:
    _, streams, sockets = open_many(person_for())
    _, new = reloading(server)

    server.signal(signal.SIGTERM)
    for pid in new:
        os.kill(pid, signal.SIGCONT)

    check_farewell(streams, sockets)
    assert server.ended() == 0
    check_log(server)


def line(message: str) -> Event:
    return {"event_type": "log_appended", "data": {"lines": [{"message": message}]}}


def is_last(event: Event) -> bool:
    return bool(event["data"].get("lines") == [{"message": "last"}])
