"""The rate limit of polls is exact over all workers, even across a reload (contract section 6)."""

import http.client
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from tests.support.live.server import TIMEOUT_S, LiveServer
from tests.support.live.users import BASE, Person, PersonFor, serving

pytestmark = pytest.mark.live

PER_S = 10
SECONDS = 9
CONNECTIONS = 6
PAUSE_S = 0.03


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("limited")) as running:
        yield running


@dataclass(frozen=True, order=True)
class PollAnswer:
    """The answer to one poll. at: when it arrived, monotonic seconds."""

    at: float
    status: int


def hammer(person: Person, investigation_id: str, until: float) -> list[PollAnswer]:
    """Poll far too often, over one connection that is reopened when a worker exits."""
    answers: list[PollAnswer] = []
    while time.monotonic() < until:
        connection = http.client.HTTPConnection(person.server.bind, timeout=TIMEOUT_S)
        try:
            while time.monotonic() < until:
                connection.request("GET", f"{BASE}/{investigation_id}/poll", headers=person.bearer)
                answer = connection.getresponse()
                answer.read()
                answers.append(PollAnswer(time.monotonic(), answer.status))
                time.sleep(PAUSE_S)
        except (OSError, http.client.HTTPException):
            continue
        finally:
            connection.close()
    return answers


def admissible(answers: list[PollAnswer]) -> int:
    """Return how many of these requests an ideal limiter would have admitted at the times of their answers.

    A busy machine sends fewer requests than the rate allows, so that fewer than the rate are admitted.
    """
    left, count, before = float(PER_S), 0, answers[0].at
    for answer in answers:
        left = min(PER_S, left + PER_S * (answer.at - before))
        before = answer.at
        if left >= 1:
            left, count = left - 1, count + 1
    return count


def test_a_user_who_hammers_all_workers_through_a_reload_is_admitted_exactly_its_rate(
    server: LiveServer, owner: Person, person_for: PersonFor
) -> None:
    investigation_id, other = owner.create(), person_for()
    theirs = other.create()
    workers = set(server.workers())
    began = time.monotonic()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        hammering = [pool.submit(hammer, owner, investigation_id, began + SECONDS) for _ in range(CONNECTIONS)]
        time.sleep(SECONDS / 3)
        server.signal(signal.SIGHUP)
        unaffected = [other.call("GET", f"/{theirs}/poll").status for _ in range(PER_S)]
        answers = sorted(answer for future in hammering for answer in future.result())
    elapsed_s = time.monotonic() - began

    admitted = sum(answer.status == 200 for answer in answers)
    # The requests of one second may come at once at the beginning.
    assert admitted <= PER_S + PER_S * elapsed_s + 1
    assert admitted >= admissible(answers) - 0.5 * elapsed_s
    assert {answer.status for answer in answers} == {200, 429}
    assert unaffected == [200] * PER_S
    server.wait_until(lambda: not workers & set(server.workers()), "the old workers' end")
