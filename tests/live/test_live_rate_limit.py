"""How often a user may poll is exact over all workers, and goes on through a reload (contract section 6)."""

import http.client
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from live_people import BASE, Person, PersonFor, serving
from live_server import PATIENCE_S, LiveServer

pytestmark = pytest.mark.live
pytest_plugins = ("live_fixtures",)

PER_S = 10
SECONDS = 9
CONNECTIONS = 6


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("limited")) as running:
        yield running


def hammer(person: Person, investigation_id: str, until: float) -> Counter[int]:
    """Poll as fast as the server answers, over one connection that is made anew when a worker leaves."""
    statuses: Counter[int] = Counter()
    while time.monotonic() < until:
        connection = http.client.HTTPConnection(person.server.bind, timeout=PATIENCE_S)
        try:
            while time.monotonic() < until:
                connection.request("GET", f"{BASE}/{investigation_id}/poll", headers=person.bearer)
                answer = connection.getresponse()
                answer.read()
                statuses[answer.status] += 1
        except (OSError, http.client.HTTPException):
            continue
        finally:
            connection.close()
    return statuses


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
        statuses = sum((each.result() for each in hammering), Counter())
    elapsed_s = time.monotonic() - began

    # A second's worth may come at once at the beginning.
    assert abs(statuses[200] - PER_S - PER_S * elapsed_s) <= 0.5 * elapsed_s
    assert statuses.keys() == {200, 429}
    assert unaffected == [200] * PER_S
    server.wait_until(lambda: not workers & set(server.workers()), "the old workers' end")
