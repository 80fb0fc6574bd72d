"""The tools that let a model ask a person and report a finding."""

from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from tests.support.live.server import TIMEOUT_S, LiveServer
from wizard_service.client import Executor, WizardClient
from wizard_service.client.agents.tools import NO_ANSWER, investigation_tools
from wizard_service.client.models import Document

pytestmark = pytest.mark.live


def open_question(client: WizardClient, run: Executor) -> Document:
    """Return the open question, once there is one."""

    def waiting() -> list[Document]:
        inputs = (client.get(run.investigation_id).document["progress"] or {}).get("inputs", [])
        return [each for each in inputs if each["status"] == "OPEN"]

    LiveServer.wait_until(lambda: waiting() != [], "a question")
    return waiting()[0]


@pytest.mark.parametrize(
    ("options", "kind", "given"), [(["block", "watch"], "choice", "watch"), ([], "text", "after the backup")]
)
def test_a_model_receives_the_answer_of_the_person(
    client: WizardClient, investigation_id: str, options: list[str], kind: str, given: str
) -> None:
    with ThreadPoolExecutor() as threads, client.executor(investigation_id) as run:
        ask_person, _ = investigation_tools(run)
        answer: Future[str] = threads.submit(ask_person, "What now?", options)
        question = open_question(client, run)
        client.answer(investigation_id, question["request_id"], given)

        assert (question["prompt"], question["kind"]) == ("What now?", kind)
        assert answer.result(TIMEOUT_S) == given
        assert ask_person("What now?", options) == given


def test_a_model_learns_that_no_one_has_answered(client: WizardClient, investigation_id: str) -> None:
    with ThreadPoolExecutor() as threads, client.executor(investigation_id) as run:
        ask_person, _ = investigation_tools(run)
        answer: Future[str] = threads.submit(ask_person, "What now?", [])
        request_id = open_question(client, run)["request_id"]
        client.report(investigation_id, [{"event_type": "input_withdrawn", "data": {"request_id": request_id}}])

        assert answer.result(TIMEOUT_S) == NO_ANSWER


def test_a_finding_is_reported_at_once(client: WizardClient, investigation_id: str) -> None:
    with client.executor(investigation_id) as run:
        _, report_finding = investigation_tools(run)
        report_finding("Guessing", "26 attempts", "high", 0.9)
        run.flush()

        (finding,) = client.get(investigation_id).document["progress"]["findings"]
    assert (finding["title"], finding["severity"], finding["confidence"]) == ("Guessing", "high", 0.9)
