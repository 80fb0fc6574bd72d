"""`/metrics` covers all workers together, no matter which of them answers."""

import os
import re
import signal
import tempfile
from pathlib import Path

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, Person, request
from tests.support.live.workers import opened_on_every_worker

pytestmark = pytest.mark.live


STATE = f'route="{BASE}/<investigation_id>/state"'
SOCKET = 'route="/ws/investigation/<investigation_id>"'


def metric(server: LiveServer, name: str, *labels: str) -> float:
    """Return the sum of the samples of a name that have all these labels."""
    answer = request(server, "GET", "/metrics", {})
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    lines = [line for line in answer.body.decode().splitlines() if re.match(rf"{name}[ {{]", line)]
    return sum(float(line.rpartition(" ")[2]) for line in lines if all(label in line for label in labels))


def test_answers_of_all_workers_are_counted_by_route_and_status(server: LiveServer, owner: Person) -> None:
    def counted() -> list[float]:
        of_state = [metric(server, "wizard_http_requests_total", STATE, f'status="{status}"') for status in (200, 404)]
        of_none = metric(server, "wizard_http_requests_total", 'route="none"', 'status="404"')
        return [*of_state, of_none, metric(server, "wizard_http_request_duration_seconds_count", STATE)]

    investigation_id, before = owner.create(), counted()
    for _ in range(30):
        owner.state(investigation_id)
        owner.call("GET", "/none/state")
    owner.call("GET", "/a/path/that/is/none")

    for _ in range(6):
        assert counted() == [count + more for count, more in zip(before, (30, 30, 1, 60), strict=True)]
    assert investigation_id not in request(server, "GET", "/metrics", {}).body.decode()


def test_streams_are_counted_by_transport_while_they_are_open(server: LiveServer, owner: Person) -> None:
    investigation_id = owner.create()
    streams = opened_on_every_worker(server, lambda: owner.stream(f"/{investigation_id}/stream"))
    handshakes = metric(server, "wizard_http_requests_total", SOCKET, 'status="101"')
    socket = owner.socket(investigation_id)

    server.wait_until(lambda: open_streams(server) == [len(streams), 1], "the streams to be counted")
    assert metric(server, "wizard_http_requests_total", SOCKET, 'status="101"') == handshakes + 1
    delivered = metric(server, "wizard_events_delivered_total", 'transport="sse"')
    owner.log(investigation_id, "a line")
    for stream in streams:
        stream.wait_for("log_appended")
    server.wait_until(
        lambda: metric(server, "wizard_events_delivered_total", 'transport="sse"') == delivered + len(streams),
        "deliveries",
    )
    ((newest,),) = server.rows("SELECT max(commit_seq) FROM events")
    server.wait_until(lambda: metric(server, "wizard_feed_tail_position") == newest, "the delivery of the newest event")
    assert metric(server, "wizard_feed_tail_lag") == 0

    socket.close()
    server.wait_until(lambda: open_streams(server) == [len(streams), 0], "the socket's end")


def open_streams(server: LiveServer) -> list[float]:
    return [metric(server, "wizard_streams_open", f'transport="{name}"') for name in ("sse", "websocket")]


@pytest.mark.own_server
def test_a_killed_workers_counters_remain_and_its_gauges_are_cleared(server: LiveServer, owner: Person) -> None:
    investigation_id = owner.create()
    opened_on_every_worker(server, lambda: owner.stream(f"/{investigation_id}/stream"))
    before = metric(server, "wizard_http_requests_total", STATE, 'status="200"')
    for _ in range(30):
        owner.state(investigation_id)
    for pid in server.workers():
        os.kill(pid, signal.SIGKILL)

    server.wait_until(server.answers, "new workers")
    server.wait_until(lambda: metric(server, "wizard_streams_open") == 0, "the streams' end")
    assert metric(server, "wizard_http_requests_total", STATE, 'status="200"') == before + 30
    server.verify()


def test_every_change_is_in_a_commit_group(server: LiveServer, owner: Person) -> None:
    for _ in range(5):
        owner.create()

    changes = metric(server, "wizard_commit_group_size_sum")
    assert changes >= 5
    assert 1 <= metric(server, "wizard_commit_group_size_count") <= changes


def test_no_process_needs_space_on_a_temporary_file_system(server: LiveServer) -> None:
    # gunicorn's own heartbeats would be in `wgunicorn-*`.
    temporary = ("/dev/shm/", f"{tempfile.gettempdir()}/wgunicorn-")
    for pid in [*server.workers(), server.master]:
        process = Path(f"/proc/{pid}")
        mapped = re.findall(r"(/\S+)(?: \(deleted\))?$", (process / "maps").read_text(), re.MULTILINE)
        opened = [str(link.readlink()) for link in (process / "fd").iterdir()]
        foreign = [path for path in mapped + opened if not path.startswith(str(server.folder))]

        assert [path for path in foreign if path.startswith(temporary)] == []
