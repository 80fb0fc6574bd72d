"""Quotas are exact over all workers: one of many concurrent clients gets the last place (contract section 10)."""

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.live.concurrent_requests import at_once
from tests.support.live.server import LiveServer
from tests.support.live.users import PersonFor, serving

pytestmark = pytest.mark.live

CLIENTS, WORKERS, ROUNDS = 16, 3, 4
PLACES, EVENTS, BURST = 5, 100, 24


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    settings = {
        "WIZARD_INVESTIGATIONS_PER_USER": str(PLACES),
        "WIZARD_REPORTED_EVENTS_PER_HOUR": str(EVENTS),
        "WIZARD_WRITES_PER_S": "1",
        "WIZARD_WRITES_BURST": str(BURST),
    }
    with serving(tmp_path_factory.mktemp("quotas"), WORKERS, **settings) as running:
        yield running


@pytest.mark.parametrize("round_number", range(ROUNDS))
def test_exactly_one_of_many_clients_on_all_workers_gets_the_last_place(
    round_number: int, person_for: PersonFor
) -> None:
    owner = person_for()
    for _ in range(PLACES - 1):
        owner.create()
    clients = [person_for(owner.user_id) for _ in range(CLIENTS)]

    answers = at_once(CLIENTS, lambda number: clients[number].call("POST", "/investigations", {}))

    assert Counter(answer.status for answer in answers) == {201: 1, 409: CLIENTS - 1}
    refusals = [answer.document for answer in answers if answer.status == 409]
    assert {(refusal["code"], refusal["quota"], refusal["remaining"]) for refusal in refusals} == {
        ("limit_reached", "investigations", 0)
    }
    usage = owner.call("GET", "/usage").document
    assert usage["investigations"] == {"used": PLACES, "limit": PLACES, "remaining": 0, "scope": "all"}


def test_reports_on_all_workers_are_admitted_up_to_exactly_the_hours_allowance(
    person_for: PersonFor, settings: dict[str, Any]
) -> None:
    running = person_for().create(settings=settings, wizard_step="PROGRESS")
    executors = [person_for("executor", "wizard:run") for _ in range(CLIENTS)]
    report = [{"event_type": "log_appended", "data": {"lines": [{"message": "line"}]}}] * 10

    answers = at_once(CLIENTS, lambda number: executors[number].call("POST", f"/{running}/events", report))

    # An hour's allowance of 100 comes back at one event per 36 s, and ten are needed.
    assert Counter(answer.status for answer in answers) == {200: EVENTS // 10, 429: CLIENTS - EVENTS // 10}
    assert all(int(answer.headers["Retry-After"]) > 300 for answer in answers if answer.status == 429)


def test_writes_on_all_workers_are_admitted_up_to_the_burst(person_for: PersonFor) -> None:
    owner = person_for()
    began = time.monotonic()

    answers = at_once(3 * CLIENTS, lambda _: owner.call("POST", "/unknown/cancel"))

    elapsed_s = time.monotonic() - began
    statuses = Counter(answer.status for answer in answers)
    assert statuses.keys() == {404, 429}
    assert BURST <= statuses[404] <= BURST + elapsed_s + 1


def test_an_update_beyond_the_limit_is_answered_with_the_problem(person_for: PersonFor) -> None:
    owner = person_for()
    investigation_id = owner.create()
    socket = owner.socket(investigation_id)
    at_once(2 * CLIENTS, lambda _: owner.call("POST", "/unknown/cancel"))

    result = socket.answer_to(type="update", message_id="m", version=1, changes={"settings": None})

    assert (result["status"], result["code"], result["quota"], result["message_id"]) == (
        429,
        "rate_limited",
        "writes",
        "m",
    )
