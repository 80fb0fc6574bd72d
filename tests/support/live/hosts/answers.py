"""Many people who answer one question at the same moment, on one or several servers."""

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack

from tests.support.live.concurrent_requests import at_once
from tests.support.live.hosts.races import SETTINGS
from tests.support.live.server import LiveServer
from tests.support.live.users import Answer, Person

PEOPLE = 64


def assert_one_of_many_answers_counts(servers: Sequence[LiveServer]) -> None:
    """Let people answer in turn at each of the servers: one answer is stored, and everyone else is given it."""
    with ExitStack() as opened:
        owner = Person(servers[0], opened, "owner")
        investigation_id = owner.create(settings=SETTINGS)
        people = [owner, *(_editor(servers, opened, owner, investigation_id, number) for number in range(1, PEOPLE))]
        owner.change(investigation_id, wizard_step="PROGRESS")
        owner.report(investigation_id, "input_requested", request_id="q1", prompt="Who?", kind="text")

        answers = at_once(PEOPLE, lambda number: _give(people[number], investigation_id))

        (asked,) = owner.state(investigation_id)["progress"]["inputs"]
        stored = (asked["answer"], asked["answered_by"])
    assert asked["answer"] == f"{asked['answered_by']} says so"
    assert Counter(answer.status for answer in answers) == {200: 1, 409: PEOPLE - 1}
    refused = [answer for answer in answers if answer.status == 409]
    assert {answer.problem for answer in refused} == {(409, "already_answered")}
    assert {(answer.document["answer"], answer.document["actor"]) for answer in refused} == {stored}
    for server in servers:
        server.verify()


def _editor(
    servers: Sequence[LiveServer], opened: ExitStack, owner: Person, investigation_id: str, number: int
) -> Person:
    editor = Person(servers[number % len(servers)], opened, f"editor-{number}")
    owner.share(investigation_id, editor, "editor")
    return editor


def _give(person: Person, investigation_id: str) -> Answer:
    return person.call("POST", f"/{investigation_id}/inputs/q1", {"answer": f"{person.user_id} says so"})
