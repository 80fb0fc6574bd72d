"""The questions of an executor in the state of an investigation (contract section 11)."""

import pytest

from tests.support.api.client import Api, Document, document, event, problem, wrong_fields
from tests.support.api.executors.leases import holder
from tests.support.api.inputs import ASKED, answer, ask, the_input

CHOICE = {"kind": "choice", "options": ["a", "b"]}


def statuses(state: Document) -> list[tuple[str, str]]:
    return [(each["request_id"], each["status"]) for each in state["progress"]["inputs"]]


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"request_id": "a/b"}, "request_id"),
        ({"prompt": " "}, "prompt"),
        ({"kind": "guess"}, "kind"),
        ({"kind": "choice"}, "options"),
        ({"kind": "choice", "options": ["a", "a"]}, "options"),
        ({"kind": "choice", "options": []}, "options"),
        ({"kind": "choice", "options": ["a", " "]}, "options"),
        ({"options": ["a"]}, "options"),
        ({"schema": {"type": "boolean"}}, "schema"),
        ({"kind": "form", "schema": {"$ref": "https://example.com/schema"}}, "schema"),
        ({"kind": "form", "schema": {"pattern": "(a+)+$"}}, "schema"),
    ],
)
def test_a_question_must_be_one_that_can_be_answered(
    api: Api, investigation_id: str, members: Document, field: str
) -> None:
    response = api.report(investigation_id, [event("input_requested", **(ASKED | members))])

    assert wrong_fields(response) == {f"events.0.data.{field}"}


def test_asking_again_after_an_answer_keeps_the_answer(api: Api, investigation_id: str) -> None:
    ask(api, investigation_id)
    document(answer(api, investigation_id, True))

    state = ask(api, investigation_id, prompt="Block it now?")

    assert (the_input(state)["answer"], the_input(state)["prompt"]) == (True, "Block it?")


def test_while_50_questions_are_open_no_other_is_asked(api: Api, investigation_id: str) -> None:
    asked = [event("input_requested", **(ASKED | {"request_id": f"q{n}"})) for n in range(50)]
    api.reported(investigation_id, *asked)
    one_more = event("input_requested", **(ASKED | {"request_id": "more"}))

    assert problem(api.report(investigation_id, one_more), 409, "limit_reached")["limit"] == 50
    document(answer(api, investigation_id, True, "q7"))
    state = api.reported(investigation_id, one_more)

    kept = [request_id for request_id, _ in statuses(state)]
    assert kept == [f"q{n}" for n in range(50) if n != 7] + ["more"]


@pytest.mark.parametrize("end", ["cancel", "complete"])
def test_a_final_status_withdraws_open_questions(api: Api, investigation_id: str, results: Document, end: str) -> None:
    ask(api, investigation_id)
    ask(api, investigation_id, request_id="q2")
    document(answer(api, investigation_id, True, "q2"))

    if end == "cancel":
        state = document(api.call("POST", f"/{investigation_id}/cancel"))
    else:
        state = api.changed(investigation_id, status="COMPLETED", results=results)

    assert statuses(state) == [("q1", "WITHDRAWN"), ("q2", "ANSWERED")]
    problem(answer(api, investigation_id, True), 409, "invalid_transition")


def test_an_error_keeps_questions_open(api: Api, investigation_id: str) -> None:
    ask(api, investigation_id)
    api.reported(investigation_id, event("error_occurred", error_message="m"))

    assert the_input(document(answer(api, investigation_id, True)))["status"] == "ANSWERED"


def test_writes_of_the_progress_do_not_change_questions(api: Api, investigation_id: str) -> None:
    asked = the_input(ask(api, investigation_id))
    forged = asked | {"status": "ANSWERED", "answer": True, "answered_by": "boss", "answered_at": asked["requested_at"]}

    for inputs in ([forged], [], None):
        state = api.changed(investigation_id, progress={"overall_progress": 50, "inputs": inputs})
        assert the_input(state) == asked
    version = state["version"]
    state = document(api.put(investigation_id, {"progress": {"overall_progress": 60}, "version": version}))
    assert the_input(state) == asked
    assert state["progress"]["overall_progress"] == 60


def test_a_write_of_no_progress_keeps_questions_and_the_executor(api: Api, investigation_id: str) -> None:
    worker = holder(api, investigation_id)
    ask(api, investigation_id, headers=worker.headers)
    before = api.state(investigation_id)

    emptied = document(api.patch(investigation_id, {"progress": None, "version": before["version"]}, worker.headers))

    assert emptied["progress"]["overall_progress"] == 0
    for name in ("inputs", "executor"):
        assert emptied["progress"][name] == before["progress"][name]


def test_restoring_a_version_keeps_answers(api: Api, investigation_id: str) -> None:
    version = ask(api, investigation_id)["version"]
    etag = answer(api, investigation_id, True).headers["ETag"]
    restored = api.call("POST", f"/{investigation_id}/restore", {"If-Match": etag}, json={"version": version})

    assert the_input(document(restored))["status"] == "ANSWERED"


def test_a_fork_has_its_open_questions_withdrawn(api: Api, investigation_id: str) -> None:
    ask(api, investigation_id)

    forked = document(api.call("POST", f"/{investigation_id}/fork", json={}), 201)

    assert the_input(forked)["status"] == "WITHDRAWN"


def test_an_archived_investigation_takes_no_answer_until_it_is_restored(api: Api, investigation_id: str) -> None:
    ask(api, investigation_id)
    document(api.call("POST", f"/history/{investigation_id}/archive"))

    problem(answer(api, investigation_id, True), 409, "invalid_transition")
    document(api.call("POST", f"/history/{investigation_id}/restore"))
    document(answer(api, investigation_id, True))
