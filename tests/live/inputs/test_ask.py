"""`run.ask` of the Python client waits for a person, also across the death of the executor and of the server."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from tests.support.live.executor_results import event_data, progress
from tests.support.live.server import TIMEOUT_S, LiveServer
from tests.support.live.users import Document
from tests.support.paths import PROGRAMS, ROOT
from wizard_service.client import Executor, Stopped, WizardClient

pytestmark = pytest.mark.live
EXECUTOR = PROGRAMS / "live" / "asking_executor.py"


class Asking:
    """A thread that asks, so that the test can answer."""

    def __init__(self, run: Executor, *arguments: Any, **options: Any) -> None:
        self._ask = lambda: run.ask(*arguments, **options)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._outcome: Any = self._ask()
        except Stopped as stopped:
            self._outcome = stopped

    @property
    def outcome(self) -> Any:
        self._thread.join(TIMEOUT_S)
        assert not self._thread.is_alive()
        return self._outcome


def asked(client: WizardClient, investigation_id: str) -> list[Document]:
    stored = client.get(investigation_id).document.get("progress") or {}
    return list(stored.get("inputs", []))


def wait_for_question(client: WizardClient, investigation_id: str) -> str:
    """Return the name of the open question, once there is one."""

    def waiting() -> list[str]:
        return [each["request_id"] for each in asked(client, investigation_id) if each["status"] == "OPEN"]

    LiveServer.wait_until(lambda: waiting() != [], "a question")
    return waiting()[0]


@pytest.fixture
def executor_processes(server: LiveServer, token: str, investigation_id: str) -> Iterator[Any]:
    """Return a function that starts the program and returns once it is about to ask."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        command = [sys.executable, str(EXECUTOR), server.url, token, investigation_id]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={"PYTHONPATH": str(ROOT)})
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "asked\n"
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("options", "answer"),
    [
        ({}, False),
        ({"options": ["a", "b"]}, "b"),
        ({"kind": "text"}, "because"),
        ({"schema": {"properties": {"port": {"type": "integer"}}}}, {"port": 22}),
    ],
)
def test_the_answer_of_a_person_is_returned(
    client: WizardClient, investigation_id: str, options: Document, answer: Any
) -> None:
    with client.executor(investigation_id) as run:
        asking = Asking(run, "Block it?", **options)
        client.answer(investigation_id, wait_for_question(client, investigation_id), answer)

        assert asking.outcome == answer
        # The same question is not asked twice.
        assert run.ask("Block it?", **options) == answer
    assert len(asked(client, investigation_id)) == 1


def test_a_withdrawn_question_has_no_answer(client: WizardClient, investigation_id: str) -> None:
    with client.executor(investigation_id) as run:
        asking = Asking(run, "Block it?", request_id="q1")
        wait_for_question(client, investigation_id)
        client.report(investigation_id, [{"event_type": "input_withdrawn", "data": {"request_id": "q1"}}])

        assert asking.outcome is None


def test_a_question_that_expires_has_no_answer_and_waits_no_longer(client: WizardClient, investigation_id: str) -> None:
    with client.executor(investigation_id) as run:
        assert run.ask("Block it?", expires_in_s=0.5) is None

    assert [each["status"] for each in asked(client, investigation_id)] == ["EXPIRED"]
    listed = {row["investigation_id"]: row["open_inputs"] for row in client.active()["investigations"]}
    assert listed[investigation_id] == 0


def test_a_cancelled_investigation_ends_the_wait(client: WizardClient, investigation_id: str) -> None:
    run = client.executor(investigation_id)
    with suppress(Stopped), run:
        asking = Asking(run, "Block it?")
        wait_for_question(client, investigation_id)
        client.cancel(investigation_id)

        assert isinstance(asking.outcome, Stopped)


@pytest.mark.own_server
def test_a_killed_executor_goes_on_with_the_answer_that_was_given_while_none_was_running(
    server: LiveServer, client: WizardClient, investigation_id: str, executor_processes: Any
) -> None:
    first = executor_processes()
    request_id = wait_for_question(client, investigation_id)
    first.kill()
    first.wait(TIMEOUT_S)
    client.answer(investigation_id, request_id, "watch")

    second = executor_processes()

    assert second.wait(TIMEOUT_S) == 0
    state = client.get(investigation_id)
    assert state.status == "COMPLETED"
    assert progress(client, investigation_id)["logs"] == ["The answer is watch."]
    assert [each["status"] for each in asked(client, investigation_id)] == ["ANSWERED"]
    # The finding has the same id in both runs.
    assert [finding["title"] for finding in state.document["results"]["findings"]] == ["Guessing"]
    assert len(event_data(client, investigation_id, "input_given")) == 1
    server.verify()


@pytest.mark.own_server
def test_a_question_survives_a_killed_server(server: LiveServer, client: WizardClient, investigation_id: str) -> None:
    with client.executor(investigation_id) as run:
        asking = Asking(run, "Block it?")
        request_id = wait_for_question(client, investigation_id)
        server.kill()
        server.start()
        client.answer(investigation_id, request_id, True)

        assert asking.outcome is True
    server.verify()
