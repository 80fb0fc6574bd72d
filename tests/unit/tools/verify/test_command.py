"""`verify feed` finds and names each kind of fault, and returns the exit status 1."""

import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from tests.support.client import faulty_service
from tests.support.client.faulty_service import FaultyService, GoneService, PollsFromMemory, RepeatingPolls
from tests.support.client.scripted_server import ScriptedServer, problem
from tests.support.paths import ROOT
from wizard_service.cli.main import main

HERE = ["--url", "http://127.0.0.1:9", "--token", "t0ken"]
NO_FAULT = "lost 0, repeated 0, misordered 0, unexpected 0, altered 0"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["verify", "feed", *arguments])


def check(server: ScriptedServer, *transports: str, deliveries: int = 350) -> Result:
    """Let 6 watchers receive 60 events each; a stream that loses one leaves 354."""
    options = [word for name in transports for word in ("--transport", name)]
    address = ["--url", server.url, "--token", "t0ken", "--investigation", "inv_1"]
    return run(*address, *options, "--watchers", "6", "--deliveries", str(deliveries), "--seed", "4")


def test_a_feed_without_a_fault_is_status_0_with_figures() -> None:
    with FaultyService(faulty_service.none) as service:
        result = check(service, "sse", "poll")

    seed, watched, delivered, cuts, faults = result.output.splitlines()
    assert (result.exit_code, seed, faults) == (0, "seed 4", NO_FAULT)
    assert watched == "watchers 6, events 60, acknowledged 0"
    assert delivered.startswith("deliveries 360 (")
    assert "disconnects 0" not in cuts


def test_polls_without_events_do_not_end_the_reference_before_what_watchers_received() -> None:
    with PollsFromMemory() as service:
        result = check(service, "sse")

    assert result.output.splitlines()[1] == "watchers 6, events 60, acknowledged 0"
    assert (result.exit_code, result.output.splitlines()[4]) == (0, NO_FAULT)


@pytest.mark.parametrize(
    ("fault", "counts", "named"),
    [
        ("drop", "lost 6, repeated 0, misordered 0, unexpected 0, altered 0", "lost: k7f3-17 (watcher 0, sse)"),
        ("repeat", "lost 0, repeated 6, misordered 0, unexpected 0, altered 0", "repeated: k7f3-17 (watcher 0, sse)"),
        ("swap", "lost 0, repeated 0, misordered 6, unexpected 0, altered 0", "misordered: k7f3-17 (watcher 0, sse)"),
        (
            "invent",
            "lost 0, repeated 0, misordered 0, unexpected 6, altered 0",
            "unexpected: k7f3-017 (watcher 0, sse)",
        ),
        ("alter", "lost 0, repeated 0, misordered 0, unexpected 0, altered 6", "altered: k7f3-17 (watcher 0, sse)"),
    ],
)
def test_each_fault_is_status_1_counted_and_named(fault: str, counts: str, named: str) -> None:
    with FaultyService(getattr(faulty_service, fault)) as service:
        result = check(service, "sse")

    assert result.exit_code == 1
    assert result.output.splitlines()[4] == counts
    assert result.output.splitlines()[5].startswith(named)


def test_a_valid_cursor_that_is_reported_as_expired_is_a_fault() -> None:
    with FaultyService(faulty_service.expire) as service:
        result = check(service, "sse", "poll", deliveries=1)

    assert result.exit_code == 1
    assert "unexpected: cursor_expired after k7f3-" in result.output


def test_an_event_that_plain_polls_repeat_is_a_fault_too() -> None:
    with RepeatingPolls(faulty_service.none) as service:
        result = check(service, "sse")

    assert result.exit_code == 1
    assert result.output.splitlines()[5].startswith("repeated: k7f3-60 (plain polls, poll)")


def test_a_watcher_that_fails_is_status_1() -> None:
    with GoneService(faulty_service.none) as service:
        result = check(service, "sse")

    assert result.exit_code == 1
    assert "watcher 0 failed: NotFound('404 not_found: not_found it is')" in result.output


def test_a_service_that_refuses_is_status_1() -> None:
    with ScriptedServer() as server:
        server.script(problem(401, "token_expired"))

        result = check(server, "sse")

    assert (result.exit_code, "401 token_expired" in result.output) == (1, True)


@pytest.mark.parametrize(
    "arguments",
    [
        HERE,
        [*HERE, "--write", "--investigation", "inv_1"],
        [*HERE, "--write", "--deliveries", "9", "--seconds", "9"],
        [*HERE, "--investigation", "a", "--investigation", "b", "--watchers", "1"],
        [*HERE, "--write", "--transport", "carrier_pigeon"],
        ["--write", "--token", "t0ken"],
        ["--write", "--url", "http://127.0.0.1:9"],
    ],
)
def test_wrong_use_is_status_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_command_line_works_without_the_packages_of_the_client() -> None:
    without_httpx2 = "import sys; sys.modules['httpx2'] = None; from wizard_service.cli.main import main; main()"

    def run_without_httpx2(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", without_httpx2, *arguments]
        return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)

    assert run_without_httpx2("serve", "--help").returncode == 0
    missing = run_without_httpx2("verify", "feed", *HERE, "--write")
    assert missing.returncode == 1
    assert 'pip install ".[client]"' in missing.stderr
