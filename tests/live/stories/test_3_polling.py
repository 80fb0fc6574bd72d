"""User story 3: updates in real time for who can only poll."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

import pytest

from tests.support.live.cutting_proxy import CuttingProxy
from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, Document, Person, PersonFor, request
from tests.support.live.wizard_story import (
    FOUND,
    begun,
    checkpoint,
    complete,
    half_done,
    let_rest,
    poll,
    types_of,
    wait_for_advice,
)

pytestmark = pytest.mark.live

FAST_MS, NORMAL_MS, SLOW_MS = 500, 2000, 5000


@pytest.fixture
def executor(person_for: PersonFor) -> Person:
    return person_for(None, "wizard:run")


@pytest.fixture
def broken_network(server: LiveServer) -> Iterator[CuttingProxy]:
    """Return a proxy that lets no answer through whole: the headers alone are longer."""
    proxy = CuttingProxy(server.bind, seed=3, at_least_bytes=1, at_most_bytes=200)
    yield proxy
    proxy.close()


def test_us3_1_each_poll_returns_the_new_log_lines_phases_and_progress_once(owner: Person, executor: Person) -> None:
    investigation_id = begun(owner)
    cursor = owner.cursor(investigation_id)

    for percent in (10, 20, 30):
        reported = [
            executor.log(investigation_id, f"at {percent}"),
            executor.report(investigation_id, "phase_changed", to_phase=f"phase {percent}"),
            executor.report(investigation_id, "progress_updated", percent_complete=percent),
        ]
        page = poll(owner, investigation_id, cursor)
        assert page["events"] == reported
        assert page["changes"]["progress"]["overall_progress"] == percent
        assert page["changes"]["progress"]["current_phase"] == f"phase {percent}"
        cursor = page["cursor"]
    assert poll(owner, investigation_id, cursor)["events"] == []


def test_us3_1_a_quiet_running_investigation_is_polled_every_two_seconds(server: LiveServer, owner: Person) -> None:
    """The contract (section 6) advises 500 ms as long as there is activity, 2 s when there is little."""
    investigation_id = begun(owner)

    let_rest(server, investigation_id, minutes=2)

    wait_for_advice(owner, investigation_id, NORMAL_MS)


def test_us3_2_a_poll_returns_the_final_event_and_the_page_to_open(owner: Person, executor: Person) -> None:
    investigation_id = half_done(owner)
    cursor = owner.cursor(investigation_id)

    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(owner.call, "GET", f"/{investigation_id}/poll?wait=30&after={cursor}")
        complete(executor, investigation_id)
        by_long_poll = waiting.result().document

    by_poll = poll(owner, investigation_id, cursor)
    assert by_long_poll["events"] == by_poll["events"]
    assert types_of(by_poll["events"]) == ["state_updated", "status_changed", "results_available"]
    assert by_poll["events"][1]["data"]["final"] is True
    assert checkpoint(owner, investigation_id)["resume_step"] == "RESULTS"
    assert owner.state(investigation_id)["results"] == FOUND
    wait_for_advice(owner, investigation_id, SLOW_MS)


def test_us3_3_polling_continues_without_a_gap_after_a_network_loss(
    owner: Person, executor: Person, broken_network: CuttingProxy
) -> None:
    investigation_id = begun(owner)
    cursor = owner.cursor(investigation_id)
    missed: list[Document] = []

    for number in range(5):
        missed.append(executor.log(investigation_id, f"missed {number}"))
        with pytest.raises((OSError, HTTPException, ValueError)):
            assert request(
                broken_network, "GET", f"{BASE}/{investigation_id}/poll?after={cursor}", owner.bearer
            ).document  # type: ignore[arg-type]

    assert broken_network.cuts == 5
    page = poll(owner, investigation_id, cursor)
    assert page["events"] == missed
    assert poll(owner, investigation_id, page["cursor"])["events"] == []


def test_us3_3_a_client_that_loses_its_socket_continues_by_polling_from_its_last_event(
    owner: Person, executor: Person
) -> None:
    investigation_id = begun(owner)
    socket = owner.socket(investigation_id)
    by_socket = executor.log(investigation_id, "by socket")
    assert socket.wait_for_event("log_appended") == by_socket

    socket.close()
    missed = [executor.log(investigation_id, f"missed {number}") for number in range(3)]

    page = poll(owner, investigation_id, by_socket["id"])
    assert page["events"] == missed
    again = owner.socket(investigation_id, f"?last_event_id={page['cursor']}")
    assert again.received[-1]["event_type"] == "connection_established"
    later = executor.log(investigation_id, "by socket again")
    again.wait_for_event("log_appended")
    assert again.stored == [later]


def test_us3_4_much_activity_is_polled_every_half_second(owner: Person, executor: Person) -> None:
    investigation_id = begun(owner)
    for agent in ("network", "device", "location"):
        executor.report(investigation_id, "agent_updated", agent_name=agent, status="running", progress=10)

    wait_for_advice(owner, investigation_id, FAST_MS)


def test_us3_5_after_five_idle_minutes_polls_come_every_five_seconds_until_something_happens(
    server: LiveServer, owner: Person, executor: Person
) -> None:
    investigation_id = begun(owner)

    let_rest(server, investigation_id, seconds=301)

    wait_for_advice(owner, investigation_id, SLOW_MS)
    executor.log(investigation_id, "awake")
    wait_for_advice(owner, investigation_id, FAST_MS)
