"""The loss of a killed executor is announced once, whichever worker finds it (contract section 11)."""

import os
import signal
from collections.abc import Iterator
from functools import partial

import pytest

from tests.support.live.executor_processes import events_of, prove_one_loss, start
from tests.support.live.server import LiveServer
from tests.support.live.users import Person, serving
from tests.support.store.processes import wait_until

pytestmark = pytest.mark.live

REPORTS = 20


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    folder = tmp_path_factory.mktemp("executors")
    with serving(folder, workers=3, WIZARD_POLLING_RATE_LIMIT_PER_S="0") as running:
        yield running


def count_reports(person: Person, investigation_id: str) -> int:
    return len(events_of(person, investigation_id, "log_appended"))


def has_reported(person: Person, investigation_id: str, count: int) -> bool:
    return count_reports(person, investigation_id) >= count


def test_one_of_three_workers_announces_a_killed_executor(server: LiveServer, owner: Person) -> None:
    prove_one_loss(owner, owner)
    server.verify()


def test_executor_is_not_lost_while_workers_are_killed(server: LiveServer, owner: Person) -> None:
    investigation_id = owner.create()
    executor = start(server, owner, investigation_id)
    for worker in server.workers()[:2]:
        os.kill(worker, signal.SIGKILL)
        reported = count_reports(owner, investigation_id)
        wait_until(partial(has_reported, owner, investigation_id, reported + REPORTS))

    executor.kill()
    assert events_of(owner, investigation_id, "executor_lost") == []
    server.verify()
