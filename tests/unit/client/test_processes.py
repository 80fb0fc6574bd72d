"""Errors cross process borders, and a forked child shares no connection with its parent."""

import copy
import multiprocessing
import pickle
from collections.abc import Callable, Iterator

import anyio
import pytest
from anyio.from_thread import start_blocking_portal

from tests.support.client.feed_messages import stored, stream
from tests.support.client.scripted_server import ScriptedServer
from wizard_service.client import (
    AsyncWizardClient,
    Event,
    NotFound,
    ServiceUnavailable,
    Stopped,
    ValidationFailed,
    WizardClient,
    WizardError,
)
from wizard_service.client.errors import ERROR_BY_CODE, ERROR_BY_STATUS
from wizard_service.client.executor.outbox import Outbox
from wizard_service.client.feed.base import End, SessionEnded

FORK = multiprocessing.get_context("fork")
PROBLEM = {"errors": [{"field": "settings.name", "message": "too long"}]}


@pytest.mark.parametrize("kind", [WizardError, ServiceUnavailable, *ERROR_BY_CODE.values(), *ERROR_BY_STATUS.values()])
def test_a_copied_or_pickled_error_is_the_same_error(kind: type[WizardError]) -> None:
    error = kind(422, "some_code", "some detail", PROBLEM)

    for copied in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(copied) is kind
        assert str(copied) == "422 some_code: some detail"
        assert (copied.status, copied.code, copied.detail, copied.problem) == (422, "some_code", "some detail", PROBLEM)


def test_the_other_exceptions_of_the_client_can_be_pickled() -> None:
    ended = pickle.loads(pickle.dumps(SessionEnded("idle", End.UNSUPPORTED, 1.5, "k7f3-1")))
    stopped = pickle.loads(pickle.dumps(Stopped("The investigation is CANCELLED.")))

    assert (str(ended), ended.end, ended.wait_s, ended.cursor) == ("idle", End.UNSUPPORTED, 1.5, "k7f3-1")
    assert str(stopped) == "The investigation is CANCELLED."


def test_a_process_pool_passes_the_errors_of_its_workers_on() -> None:
    with FORK.Pool(1) as pool:
        with pytest.raises(NotFound, match="404 not_found: gone"):
            pool.apply_async(_raise_not_found).get(timeout=30)
        with pytest.raises(ValidationFailed) as refused:
            pool.apply_async(_raise_validation_failed).get(timeout=30)

    assert refused.value.errors == PROBLEM["errors"]


@pytest.mark.parametrize("client", ["blocking"], indirect=True)
def test_forked_children_and_their_parent_use_different_connections(
    client: WizardClient, server: ScriptedServer
) -> None:
    client.get("inv_1")
    children = [FORK.Process(target=client.get, args=("inv_1",)) for _ in range(2)]
    for child in children:
        child.start()
    for child in children:
        child.join(30)
    client.get("inv_1")

    assert [child.exitcode for child in children] == [0, 0]
    parent, first, second, parent_again = (request.port for request in server.requests)
    assert parent == parent_again
    assert len({parent, first, second}) == 3


@pytest.mark.parametrize("client", ["blocking"], indirect=True)
def test_a_forked_child_cannot_take_events_from_the_feed_of_its_parent(
    client: WizardClient, server: ScriptedServer
) -> None:
    server.script(stream(stored(1), stored(2)))
    events = client.follow("inv_1", cursor="k7f3-0", transports=["sse"])
    next(events)
    child = FORK.Process(target=_require_no_event, args=(events,))
    child.start()
    child.join(30)

    assert child.exitcode == 0
    assert next(events) == stored(2)
    events.close()


def test_a_forked_child_cannot_report_with_the_executor_of_its_parent() -> None:
    sent: list[str] = []
    outbox = Outbox(lambda events, _: sent.extend(event["event_type"] for event in events))
    outbox.put({"event_type": "log_appended", "data": {"lines": []}})
    child = FORK.Process(target=_require_refusal, args=(outbox,))
    child.start()
    child.join(30)
    outbox.flush()
    outbox.close()

    assert child.exitcode == 0
    assert sent == ["log_appended"]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_forked_child_may_use_the_asynchronous_client_in_its_own_event_loop(
    backend: str, server: ScriptedServer
) -> None:
    with start_blocking_portal(backend) as portal:
        client = AsyncWizardClient(server.url, "t0ken")
        portal.call(client.get, "inv_1")
        child = FORK.Process(target=anyio.run, args=(client.get, "inv_1"), kwargs={"backend": backend})
        child.start()
        child.join(30)
        portal.call(client.get, "inv_1")
        portal.call(client.close)

    assert child.exitcode == 0
    parent, in_child, parent_again = (request.port for request in server.requests)
    assert parent == parent_again != in_child


@pytest.mark.parametrize("copy_of", [pickle.dumps, copy.deepcopy])
def test_a_client_refuses_to_be_pickled_or_copied_with_the_reason(
    copy_of: Callable[[object], object], server: ScriptedServer
) -> None:
    with WizardClient(server.url, "t0ken") as client, pytest.raises(TypeError, match="create one in each process"):
        copy_of(client)


def _raise_not_found() -> None:
    raise NotFound(404, "not_found", "gone", {})


def _raise_validation_failed() -> None:
    raise ValidationFailed(422, "validation_error", "invalid", PROBLEM)


def _require_no_event(events: Iterator[Event]) -> None:
    with pytest.raises(RuntimeError, match="forked child"):
        next(events)


def _require_refusal(outbox: Outbox) -> None:
    with pytest.raises(RuntimeError, match="forked child"):
        outbox.put({"event_type": "log_appended", "data": {"lines": []}})
    with pytest.raises(RuntimeError, match="forked child"):
        outbox.flush()
    outbox.close()
