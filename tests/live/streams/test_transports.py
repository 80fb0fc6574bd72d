"""One feed on every transport, over several workers."""

import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from tests.support.live.server import TIMEOUT_S, LiveServer
from tests.support.live.watchers import TRANSPORTS, Event, Watcher
from tests.support.paths import ROOT
from wizard_service.client import NotFound, WizardClient

pytestmark = [pytest.mark.live, pytest.mark.own_server]


@pytest.fixture
def investigation_id() -> str:
    """Return the id that the example is given."""
    return f"ssh-{uuid.uuid4()}"


def is_done(event: Event) -> bool:
    # The last event of the write that ends the example.
    return bool(event["event_type"] == "executor_released")


def start_example(server: LiveServer, token: str, log: Path, investigation_id: str) -> "subprocess.Popen[bytes]":
    script = ROOT / "examples" / "ssh_log_investigation.py"
    options = ["--url", server.url, "--token", token, "--investigation-id", investigation_id, "--delay", "0.05"]
    return subprocess.Popen([sys.executable, str(script), str(log), *options], stdout=subprocess.DEVNULL)


def created(client: WizardClient, investigation_id: str) -> str:
    """Wait for the investigation and return the cursor of its feed's beginning."""
    LiveServer.wait_until(lambda: exists(client, investigation_id), "the investigation")
    epoch: str = client.get(investigation_id).etag.strip('"').rpartition(".")[0]
    return f"{epoch}-0"


def exists(client: WizardClient, investigation_id: str) -> bool:
    try:
        client.get(investigation_id)
    except NotFound:
        return False
    return True


def test_watchers_on_every_transport_started_at_any_moment_see_the_same_events_in_order(
    server: LiveServer, client: WizardClient, token: str, investigation_id: str, log_file: Path
) -> None:
    example = start_example(server, token, log_file, investigation_id)
    beginning = created(client, investigation_id)
    watchers: list[Watcher] = []

    for events_before in (0, 10, 25, 40):
        reached = f"{events_before} events"
        server.wait_until(lambda: number_of_events(client, investigation_id, beginning) >= events_before, reached)  # noqa: B023
        for transport in TRANSPORTS:
            watcher = transport(server, token, investigation_id, beginning, is_done)
            watcher.start()
            watchers.append(watcher)
    for watcher in watchers:
        watcher.wait_end()

    assert example.wait(TIMEOUT_S) == 0
    expected = list(range(1, number_of_events(client, investigation_id, beginning) + 1))
    assert [watcher.numbers for watcher in watchers] == [expected] * len(watchers)
    assert [watcher.events for watcher in watchers] == [watchers[0].events] * len(watchers)
    state = client.get(investigation_id)
    assert (state.status, state.wizard_step) == ("COMPLETED", "RESULTS")
    totals = state.document["results"]["visualizations"]["totals"]
    assert (totals["failed_passwords"], totals["accepted_passwords"]) == (6, 1)


def number_of_events(client: WizardClient, investigation_id: str, beginning: str) -> int:
    return len(client.poll(investigation_id, cursor=beginning)["events"])


def test_after_kill_9_of_every_process_nothing_acknowledged_is_lost_and_all_clients_resume(
    server: LiveServer, client: WizardClient, token: str, investigation_id: str, log_file: Path
) -> None:
    example = start_example(server, token, log_file, investigation_id)
    beginning = created(client, investigation_id)
    watchers = [transport(server, token, investigation_id, beginning, is_done) for transport in TRANSPORTS]
    for watcher in watchers:
        watcher.start()
    server.wait_until(lambda: len(watchers[0].events) >= 15, "the middle of the investigation")

    server.kill()
    acknowledged = {event["id"]: event for watcher in watchers for event in list(watcher.events)}
    server.start()
    for watcher in watchers:
        watcher.wait_end()

    assert example.wait(TIMEOUT_S) == 0
    assert client.get(investigation_id).status == "COMPLETED"
    expected = list(range(1, number_of_events(client, investigation_id, beginning) + 1))
    assert [watcher.numbers for watcher in watchers] == [expected] * len(watchers)
    after = {event["id"]: event for event in watchers[0].events}
    assert {event_id: after.get(event_id) for event_id in acknowledged} == acknowledged
    assert all(watcher.reconnects > 0 for watcher in watchers)
    server.verify()
