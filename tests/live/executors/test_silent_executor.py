"""A run that was silent for longer than its lease goes on in the time of grace, unless another has its place."""

from collections.abc import Iterator

import pytest

from tests.support.live.executor_processes import events_of, take
from tests.support.live.server import LiveServer
from tests.support.live.users import Document, Person, serving
from tests.support.store.processes import wait_until
from wizard_service.client import Stopped, WizardClient

pytestmark = pytest.mark.live

# The thread of the run does not renew within this test.
TTL_S = 600
_EXPIRE = "UPDATE executor_leases SET expires_at = ? WHERE investigation_id = ?"
LONG_AGO = "2026-01-01T00:00:00.000Z"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("silent"), WIZARD_POLLING_RATE_LIMIT_PER_S="0") as running:
        yield running


@pytest.fixture
def client(server: LiveServer, owner: Person) -> Iterator[WizardClient]:
    with WizardClient(server.url, owner.token) as opened:
        yield opened


def let_run_out(server: LiveServer, owner: Person, investigation_id: str) -> None:
    server.change_rows(_EXPIRE, LONG_AGO, investigation_id)
    wait_until(lambda: events_of(owner, investigation_id, "executor_lost"))


def test_a_report_takes_a_lost_lease_again(
    server: LiveServer, client: WizardClient, owner: Person, settings: Document
) -> None:
    investigation_id = owner.create(settings=settings)

    with client.executor(investigation_id, ttl_s=TTL_S) as run:
        let_run_out(server, owner, investigation_id)
        run.log("goes on")
        run.flush()
        assert not run.cancelled
        attached = events_of(owner, investigation_id, "executor_attached")
        assert [event["data"]["fence"] for event in attached] == [1, 1]

    assert owner.state(investigation_id)["progress"]["logs"] == ["goes on"]


def test_results_take_a_lost_lease_again(
    server: LiveServer, client: WizardClient, owner: Person, settings: Document, results: Document
) -> None:
    investigation_id = owner.create(settings=settings)

    with client.executor(investigation_id, ttl_s=TTL_S) as run:
        let_run_out(server, owner, investigation_id)
        run.complete(results)

    assert owner.state(investigation_id)["status"] == "COMPLETED"


def test_a_run_whose_place_is_taken_stops(
    server: LiveServer, client: WizardClient, owner: Person, settings: Document
) -> None:
    investigation_id = owner.create(settings=settings)

    with pytest.raises(Stopped, match="lost"), client.executor(investigation_id, ttl_s=TTL_S) as run:  # noqa: PT012
        let_run_out(server, owner, investigation_id)
        assert take(owner, investigation_id, "another").status == 201
        run.log("too late")
        run.flush()

    assert run.cancelled
    assert owner.state(investigation_id)["progress"]["logs"] == []
