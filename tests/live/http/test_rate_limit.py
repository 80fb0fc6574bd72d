"""How often a user may poll is exact over all workers, and goes on through a reload (contract section 6)."""

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
PAUSE_S = 0.01


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("limited")) as running:
        yield running


@dataclass(frozen=True, order=True)
class Told:
    """at: when the answer was there, monotonic seconds."""

    at: float
    status: int


def hammer(person: Person, investigation_id: str, until: float) -> list[Told]:
    """Poll far too often, over one connection that is made anew when a worker leaves."""
    told: list[Told] = []
    while time.monotonic() < until:
        connection = http.client.HTTPConnection(person.server.bind, timeout=TIMEOUT_S)
        try:
            while time.monotonic() < until:
                connection.request("GET", f"{BASE}/{investigation_id}/poll", headers=person.bearer)
                answer = connection.getresponse()
                answer.read()
                told.append(Told(time.monotonic(), answer.status))
                time.sleep(PAUSE_S)
        except (OSError, http.client.HTTPException):
            continue
        finally:
            connection.close()
    return told


def admissible(told: list[Told]) -> int:
    """Return how many of these requests an ideal limiter would have admitted, had it seen them as they were answered.

    On a machine that has no time for it nobody hammers, and less than the rate is admitted.
    """
    left, count, before = float(PER_S), 0, told[0].at
    for each in told:
        left = min(PER_S, left + PER_S * (each.at - before))
        before = each.at
        if left >= 1:
            left, count = left - 1, count + 1
    return count


def test_a_user_who_hammers_all_workers_through_a_reload_is_admitted_exactly_its_rate(
    server: LiveServer, owner: Person, person_for: PersonFor
) -> None:
    mine, other = owner.create(), person_for()
    theirs = other.create()
    workers = set(server.workers())
    began = time.monotonic()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        hammering = [pool.submit(hammer, owner, mine, began + SECONDS) for _ in range(CONNECTIONS)]
        time.sleep(SECONDS / 3)
        server.signal(signal.SIGHUP)
        unaffected = [other.call("GET", f"/{theirs}/poll").status for _ in range(PER_S)]
        told = sorted(each for one in hammering for each in one.result())
    elapsed_s = time.monotonic() - began

    admitted = sum(each.status == 200 for each in told)
    # A second's worth may come at once at the beginning.
    assert admitted <= PER_S + PER_S * elapsed_s + 1
    assert admitted >= admissible(told) - 0.5 * elapsed_s
    assert {each.status for each in told} == {200, 429}
    assert unaffected == [200] * PER_S
    server.wait_until(lambda: not workers & set(server.workers()), "the old workers' end")
