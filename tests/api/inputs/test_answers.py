"""A person answers the question of an executor; the first answer counts (contract section 11)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from tests.support.api.client import Api, ApiFor, Document, document, event, problem, wrong_fields
from tests.support.api.inputs import answer, ask, the_input

PAST = "2020-01-01T00:00:00.000Z"


def test_an_answer_is_in_the_state_and_the_feed_with_who_gave_it(api: Api, investigation_id: str) -> None:
    ask(api, investigation_id)
    cursor = api.cursor(investigation_id)

    response = answer(api, investigation_id, False)

    state = document(response)
    asked = the_input(state)
    (given,) = api.events(investigation_id, after=cursor)
    assert (asked["status"], asked["answer"], asked["answered_by"]) == ("ANSWERED", False, api.user_id)
    assert asked["answered_at"] == given["timestamp"]
    assert (given["event_type"], given["actor"], given["version"]) == ("input_given", api.user_id, state["version"])
    assert given["data"] == {"request_id": "q1", "answer": False, "answered_by": api.user_id}
    assert response.headers["ETag"] == api.get(investigation_id).headers["ETag"]


def test_a_later_answer_is_refused_with_the_answer_that_counts_and_its_actor(
    api: Api, api_for: ApiFor, investigation_id: str
) -> None:
    editor = api_for()
    api.share(investigation_id, editor.user_id, "editor")
    ask(api, investigation_id)
    document(answer(editor, investigation_id, True))

    refusal = problem(answer(api, investigation_id, False), 409, "already_answered")

    assert (refusal["answer"], refusal["actor"]) == (True, editor.user_id)
    assert the_input(api.state(investigation_id))["answer"] is True


def test_of_answers_at_the_same_time_one_counts(
    two_services: tuple[Flask, Flask], api_for: ApiFor, settings: Document
) -> None:
    first = api_for(app=two_services[0])
    second = api_for(first.user_id, app=two_services[1])
    investigation_id = first.running(settings)
    ask(first, investigation_id, kind="text")

    with ThreadPoolExecutor(8) as threads:
        sent = [threads.submit(answer, (first, second)[n % 2], investigation_id, f"a{n}") for n in range(16)]
        responses = [call.result() for call in sent]

    counts = the_input(first.state(investigation_id))["answer"]
    assert sorted(response.status_code for response in responses) == [200, *([409] * 15)]
    for response in responses:
        refusal = response.get_json()
        assert (the_input(refusal)["answer"] if response.status_code == 200 else refusal["answer"]) == counts


def test_a_repeated_request_with_the_same_key_gets_its_first_outcome(api: Api, investigation_id: str) -> None:
    ask(api, investigation_id)
    key = {"Idempotency-Key": "k"}
    first = answer(api, investigation_id, True, headers=key)

    again = answer(api, investigation_id, True, headers=key)

    assert (again.status_code, again.data) == (200, first.data)


@pytest.mark.parametrize(
    ("asked", "right", "wrong"),
    [
        ({"kind": "confirm"}, False, "yes"),
        ({"kind": "confirm"}, True, 1),
        ({"kind": "choice", "options": ["a", "b"]}, "b", "c"),
        ({"kind": "text"}, "because", ""),
        ({"kind": "text", "schema": {"maxLength": 3}}, "abc", "abcd"),
        ({"kind": "form"}, {"any": 1}, ["any"]),
    ],
)
def test_an_answer_must_suit_its_question(
    api: Api, investigation_id: str, asked: Document, right: Any, wrong: Any
) -> None:
    ask(api, investigation_id, **asked)

    assert wrong_fields(answer(api, investigation_id, wrong)) == {"answer"}
    assert wrong_fields(answer(api, investigation_id, None)) == {"answer"}
    assert the_input(document(answer(api, investigation_id, right)))["answer"] == right


def test_an_answer_to_a_form_is_checked_against_its_schema(api: Api, investigation_id: str) -> None:
    schema = {
        "type": "object",
        "properties": {"port": {"type": "integer", "maximum": 65535}, "hosts": {"items": {"type": "string"}}},
        "required": ["port"],
        "additionalProperties": False,
    }
    ask(api, investigation_id, kind="form", schema=schema)

    wrong = {"port": 70000, "hosts": ["a", 2]}
    assert wrong_fields(answer(api, investigation_id, wrong)) == {"answer.port", "answer.hosts.1"}
    assert wrong_fields(answer(api, investigation_id, {"port": 1, "other": 2})) == {"answer"}
    assert the_input(document(answer(api, investigation_id, {"port": 22, "hosts": None})))["answer"] == {"port": 22}


@pytest.mark.parametrize("options", [["long " * 10_000, "no"], [f"host {number}" for number in range(2000)]])
def test_options_are_limited_by_the_size_of_the_event_alone(
    options: list[str], api: Api, investigation_id: str
) -> None:
    state = ask(api, investigation_id, kind="choice", options=options)

    assert the_input(state)["options"] == options
    assert the_input(document(answer(api, investigation_id, options[0])))["answer"] == options[0]


def test_a_text_is_answered_with_a_text_of_any_length_that_an_event_may_have(api: Api, investigation_id: str) -> None:
    ask(api, investigation_id, kind="text")

    assert the_input(document(answer(api, investigation_id, "x" * 200_000)))["answer"] == "x" * 200_000


def test_a_null_item_of_an_answer_is_refused(api: Api, investigation_id: str) -> None:
    ask(api, investigation_id, kind="form")

    assert wrong_fields(answer(api, investigation_id, {"ports": [22, None]})) == {"answer.ports.1"}


@pytest.mark.parametrize(("kind", "large"), [("text", "x" * 257 * 1024), ("form", {"numbers": [1] * 1000})])
def test_an_answer_has_the_size_of_an_event_at_most(api: Api, investigation_id: str, kind: str, large: Any) -> None:
    ask(api, investigation_id, kind=kind)

    assert problem(answer(api, investigation_id, large), 413, "too_large")["field"] == "answer"


def test_owner_editors_and_admins_answer_and_viewers_and_executors_do_not(
    api: Api, api_for: ApiFor, investigation_id: str
) -> None:
    viewer, editor, executor, admin = (
        api_for(None, *scopes) for scopes in ((), (), ("wizard:run",), ("wizard:admin",))
    )
    api.share(investigation_id, viewer.user_id, "viewer")
    api.share(investigation_id, editor.user_id, "editor")
    for request_id in ("q1", "q2", "q3"):
        ask(executor, investigation_id, request_id=request_id)

    for user in (viewer, executor):
        problem(answer(user, investigation_id, True), 403, "forbidden")
    problem(answer(api_for(), investigation_id, True), 404, "not_found")
    for user, request_id in ((api, "q1"), (editor, "q2"), (admin, "q3")):
        document(answer(user, investigation_id, True, request_id))


def test_only_an_open_question_takes_an_answer(api: Api, investigation_id: str) -> None:
    for request_id in ("late", "withdrawn"):
        ask(api, investigation_id, request_id=request_id, **({"expires_at": PAST} if request_id == "late" else {}))
    api.reported(investigation_id, event("input_withdrawn", request_id="withdrawn"))

    problem(answer(api, investigation_id, True, "unknown"), 404, "not_found")
    assert problem(answer(api, investigation_id, True, "late"), 409, "input_expired")["expires_at"] == PAST
    refused = problem(answer(api, investigation_id, True, "withdrawn"), 409, "invalid_transition")
    assert (refused["from_value"], refused["to_value"]) == ("WITHDRAWN", "ANSWERED")


def test_an_answer_is_in_the_audit_trail(api: Api, investigation_id: str) -> None:
    ask(api, investigation_id)
    document(answer(api, investigation_id, True))

    (entry,) = document(api.audit(investigation_id, action_type="INPUT_GIVEN"))["items"]

    assert (entry["actor"], entry["action_types"]) == (api.user_id, ["INPUT_GIVEN", "PROGRESS_UPDATED"])
    assert document(api.audit(investigation_id, "/verify"))["valid"]
