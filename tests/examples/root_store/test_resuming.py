"""The program asks a person, is killed while it waits, and goes on with an answer that was given meanwhile."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from tests.support.examples.ssh_runs import Service
from tests.support.live.server import TIMEOUT_S, LiveServer
from tests.support.paths import ROOT
from wizard_service.client.models import Document

pytestmark = pytest.mark.live
PROGRAM = ROOT / "examples" / "root_store_investigation.py"
DECISION = "old hashes"

Start = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def start(service: Service) -> Iterator[Start]:
    """Return a function that starts the program; it is killed at the end of the test."""
    started: list[subprocess.Popen[str]] = []

    def run() -> subprocess.Popen[str]:
        command = [sys.executable, "-W", "error", PROGRAM, "--investigation-id", service.investigation_id]
        command += ["--url", service.url, "--token", service.token, "--as-of", "2026-01-15"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == f"investigating {service.investigation_id}\n"
        return process

    yield run
    for process in started:
        with suppress(ProcessLookupError):
            process.kill()
        process.communicate()


def wait_for_question(service: Service) -> Document:
    """Return the question of the reviewer, once there is one."""

    def inputs() -> list[Document]:
        return list((service.state.document["progress"] or {}).get("inputs", []))

    LiveServer.wait_until(lambda: inputs() != [], "a question")
    return inputs()[0]


def finish(process: subprocess.Popen[str], service: Service) -> Document:
    """Wait for the end of the program and return the results without the time of their completion."""
    output, _ = process.communicate(timeout=TIMEOUT_S)
    assert (process.returncode, service.state.status) == (0, "COMPLETED"), output
    results = service.state.document["results"]
    return {name: value for name, value in results.items() if name != "completed_at"}


def answered(service: Service, start: Start, *, killed: bool) -> Document:
    """Return the results of a run whose question was answered, by a second process if the first is killed."""
    process = start()
    question = wait_for_question(service)
    if killed:
        process.send_signal(signal.SIGKILL)
        process.wait(TIMEOUT_S)
    service.client.answer(service.investigation_id, question["request_id"], DECISION)
    return finish(start() if killed else process, service)


def test_a_killed_run_ends_with_the_results_of_an_undisturbed_one(service: Service, start: Start) -> None:
    undisturbed = answered(service, start, killed=False)
    service.investigation_id += "-killed"

    killed = answered(service, start, killed=True)

    assert killed == undisturbed
    assert killed["entity_summaries"]["decision"]["dropped"] == DECISION
    assert len(killed["findings"]) == 4
    assert service.client.audit.verify(service.investigation_id)["valid"]
    ended = Counter(event["tool_name"] for event in service.of_type("tool_execution_completed"))
    assert ended == dict.fromkeys(
        ("bundle", "key_sizes", "signature_hashes", "lifetimes", "serial_numbers", "consequences"), 1
    )
    phases = [event.get("to_phase") for event in service.of_type("phase_changed")]
    assert phases == ["reading", "checking", "judging", None]
    agents = service.state.document["progress"]["agents"]
    assert {agent["agent_name"]: agent["status"] for agent in agents} == dict.fromkeys(
        ("reader", "keys", "signatures", "calendar", "registrar", "reviewer"), "completed"
    )
    report = service.client.read_report(service.investigation_id)
    assert f"- Answered by: {service.state.document['user_id']}" in report
