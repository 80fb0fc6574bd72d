"""Watchers that are cut off, switch transports and lose their workers miss no event and receive none twice."""

import os
import re
import signal
import subprocess
import sys

import pytest

from tests.support.live.server import LiveServer
from tests.support.paths import WITHOUT_EXTRAS

pytestmark = [pytest.mark.live, pytest.mark.own_server]

DELIVERIES = 3000


@pytest.fixture
def check(server: LiveServer, token: str) -> "subprocess.Popen[str]":
    """Start the gap checker with an investigation that it creates."""
    command = [sys.executable, "-m", "wizard_service", "verify", "feed", "--url", server.url, "--write"]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": WITHOUT_EXTRAS, "WIZARD_TOKEN": token}
    options = ["--deliveries", str(DELIVERIES), "--seed", "3"]
    return subprocess.Popen([*command, *options], env=environment, text=True, stdout=subprocess.PIPE)


def test_no_gap_while_workers_are_killed_and_the_server_is_reloaded(
    server: LiveServer, check: "subprocess.Popen[str]"
) -> None:
    for events, disturb in [(30, kill_a_worker), (100, reload), (170, kill_all_workers), (240, kill_all_workers)]:
        server.wait_until(lambda: events_stored(server) >= events or check.poll() is not None, f"{events} events")  # noqa: B023
        assert check.poll() is None
        disturb(server)
    output, _ = check.communicate()

    assert "lost 0, repeated 0, misordered 0, unexpected 0, altered 0" in output
    assert check.returncode == 0
    assert figure("deliveries", output) >= DELIVERIES
    assert figure("deliveries", output) >= 8 * figure("events", output)
    assert figure("events", output) >= figure("acknowledged", output) > 300
    assert all(figure(name, output) > 0 for name in ("switches", "disconnects", "interruptions"))
    assert events_stored(server) == 0
    server.verify()


def test_with_the_settings_of_the_service_no_address_and_token_are_needed(server: LiveServer) -> None:
    command = [sys.executable, "-m", "wizard_service", "verify", "feed", "--write", "--deliveries", "50"]
    settings = server.environment | {"WIZARD_BIND": server.bind}

    done = subprocess.run(command, check=False, cwd=server.folder, env=settings, capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (0, "")
    assert "lost 0, repeated 0, misordered 0, unexpected 0, altered 0" in done.stdout


def kill_a_worker(server: LiveServer) -> None:
    os.kill(server.workers()[-1], signal.SIGKILL)


def kill_all_workers(server: LiveServer) -> None:
    """Interrupt every stream and socket; a single worker may have none."""
    for pid in server.workers():
        os.kill(pid, signal.SIGKILL)


def reload(server: LiveServer) -> None:
    server.signal(signal.SIGHUP)


def events_stored(server: LiveServer) -> int:
    """Count the log lines in the database."""
    ((count,),) = server.rows("SELECT count(*) FROM events WHERE event_type = 'log_appended'")
    return int(count)


def figure(name: str, output: str) -> int:
    match = re.search(rf"\b{name} (\d+)", output)
    assert match is not None, output
    return int(match[1])
