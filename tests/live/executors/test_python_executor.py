"""A run of the Python client holds the lease while it works, and learns when to stop (contract section 11)."""

import multiprocessing
from collections.abc import Iterator

import pytest

from tests.support.live.executor_processes import start_program
from tests.support.live.server import LiveServer
from tests.support.live.users import Document, Person, serving
from tests.support.store.processes import wait_until
from wizard_service.client import Executor, LeaseHeld, Stopped, WizardClient

pytestmark = pytest.mark.live
FORK = multiprocessing.get_context("fork")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("runs")) as running:
        yield running


@pytest.fixture
def client(server: LiveServer, owner: Person) -> Iterator[WizardClient]:
    with WizardClient(server.url, owner.token) as opened:
        yield opened


def status(owner: Person, investigation_id: str) -> str:
    return str(owner.state(investigation_id)["progress"]["executor"]["status"])


def run_until_taken_over(client: WizardClient, other: WizardClient, investigation_id: str) -> None:
    with client.executor(investigation_id) as former:
        with other.executor(investigation_id) as later:
            later.log("goes on")
        former.log("too late")


def test_a_run_holds_the_lease_until_it_ends(client: WizardClient, owner: Person, settings: Document) -> None:
    investigation_id = owner.create(settings=settings)

    with client.executor(investigation_id, name="first") as run:
        run.log("at work")
        run.flush()
        assert status(owner, investigation_id) == "ATTACHED"
        with pytest.raises(LeaseHeld), client.executor(investigation_id, name="second"):
            pass
        run.check()
        assert not run.cancelled

    assert status(owner, investigation_id) == "RELEASED"


def test_a_run_learns_that_its_work_is_cancelled(client: WizardClient, owner: Person, settings: Document) -> None:
    investigation_id = owner.create(settings=settings)

    with client.executor(investigation_id, ttl_s=5) as run:
        owner.call("POST", f"/{investigation_id}/cancel")
        wait_until(lambda: run.cancelled)

        with pytest.raises(Stopped, match="cancelled"):
            run.check()


def require_refusals(run: Executor) -> None:
    with pytest.raises(RuntimeError, match="forked child"):
        run.check()
    with pytest.raises(RuntimeError, match="forked child"):
        assert run.cancelled


def test_a_forked_child_cannot_ask_whether_the_work_is_to_stop(
    client: WizardClient, owner: Person, settings: Document
) -> None:
    with client.executor(owner.create(settings=settings)) as run:
        child = FORK.Process(target=require_refusals, args=(run,))
        child.start()
        child.join(30)

        assert child.exitcode == 0
        run.check()


def test_a_later_run_of_the_same_executor_takes_over(
    client: WizardClient, server: LiveServer, owner: Person, settings: Document
) -> None:
    investigation_id = owner.create(settings=settings)

    with WizardClient(server.url, owner.token) as other, pytest.raises(Stopped):
        run_until_taken_over(client, other, investigation_id)

    assert owner.state(investigation_id)["progress"]["logs"] == ["goes on"]


def test_the_lease_is_renewed_in_a_greenlet(server: LiveServer, owner: Person, settings: Document) -> None:
    investigation_id = owner.create(settings=settings)
    process = start_program("gevent_executor.py", server, owner, investigation_id)
    seen: set[str] = set()

    def has_been_renewed_twice() -> bool:
        lease = owner.call("GET", f"/{investigation_id}/lease").document
        seen.update([lease["last_seen_at"]] if "last_seen_at" in lease else [])
        return len(seen) > 2

    wait_until(has_been_renewed_twice)
    owner.call("POST", f"/{investigation_id}/cancel")

    output, _ = process.communicate()
    assert (process.returncode, output) == (0, "The executor is to stop: cancelled.\n")
