"""The asynchronous client sends what the blocking one sends, on asyncio and on trio."""

from inspect import signature
from typing import Any

import anyio
import pytest

from tests.support.client.scripted_server import STATE, Response, ScriptedServer, problem
from wizard_service.client import AsyncWizardClient, NotFound, ServiceUnavailable, VersionConflict, WizardClient

pytestmark = pytest.mark.anyio

NO_WAITS: Any = {"first_wait_s": 0, "backoff_base_s": 0, "backoff_cap_s": 0}
GROUPS = ("templates", "history", "audit", "access", "invitations", "leases", "session", "usage")


def calls_of(client: Any) -> dict[str, str]:
    """Return the parameters of the public calls by name."""
    owners = {"": client} | {f"{group}.": getattr(client, group) for group in GROUPS}
    methods = {
        f"{prefix}{name}": getattr(owner, name)
        for prefix, owner in owners.items()
        for name in dir(owner)
        if not name.startswith("_")
    }
    return {
        name: str(signature(method).replace(return_annotation=None))
        for name, method in methods.items()
        if callable(method)
    }


async def test_both_clients_have_the_same_calls(server: ScriptedServer) -> None:
    with WizardClient(server.url, "t0ken") as blocking:
        expected = calls_of(blocking)

    async with AsyncWizardClient(server.url, "t0ken") as client:
        assert calls_of(client).keys() == expected.keys()
        assert {name for name, text in calls_of(client).items() if text != expected[name]} == set()


async def test_a_call_sends_the_token_and_parses_the_response(server: ScriptedServer) -> None:
    server.script(Response(headers={"ETag": '"k7f3.7"'}))

    async with AsyncWizardClient(server.url, "t0ken") as client:
        state = await client.get("inv_1")

    assert (state.document, state.etag) == (STATE, '"k7f3.7"')
    (request,) = server.requests
    assert (request.method, request.path) == ("GET", "/api/v1/wizard/inv_1/state")
    assert request.headers["Authorization"] == "Bearer t0ken"


async def test_temporary_failures_are_retried_under_one_idempotency_key(server: ScriptedServer) -> None:
    server.script(Response(503, ""), Response(hang_up=True), Response())

    async with AsyncWizardClient(server.url, "t0ken", **NO_WAITS) as client:
        await client.cancel("inv_1")

    assert len(server.requests) == 3
    assert len({request.headers["Idempotency-Key"] for request in server.requests}) == 1


async def test_the_last_failure_is_raised(server: ScriptedServer) -> None:
    server.script(Response(502, "<h1>nginx</h1>"))

    async with AsyncWizardClient(server.url, "t0ken", attempts=2, **NO_WAITS) as client:
        with pytest.raises(ServiceUnavailable, match="nginx"):
            await client.get("inv_1")

    assert len(server.requests) == 2


async def test_a_refusal_is_raised_as_its_class(server: ScriptedServer) -> None:
    server.script(problem(404, "not_found"), problem(409, "version_conflict"))

    async with AsyncWizardClient(server.url, "t0ken") as client:
        with pytest.raises(NotFound):
            await client.get("inv_1")
        with pytest.raises(VersionConflict):
            await client.update("inv_1", {}, version=1)


async def test_a_function_of_changes_is_called_again_with_the_newer_state(server: ScriptedServer) -> None:
    newer = Response(200, {**STATE, "version": 8}, {"ETag": '"k7f3.8"'})
    server.script(Response(headers={"ETag": '"k7f3.7"'}), problem(412, "precondition_failed"), newer)

    versions: list[int] = []
    async with AsyncWizardClient(server.url, "t0ken") as client:
        await client.update("inv_1", lambda state: versions.append(state.version) or {"status": "ERROR"})

    assert versions == [7, 8]
    assert [request.headers.get("If-Match") for request in server.requests] == [None, '"k7f3.7"', None, '"k7f3.8"']


async def test_the_items_of_all_pages_are_iterated(server: ScriptedServer) -> None:
    server.script(
        Response(200, {"items": [{"entry_id": "3"}, {"entry_id": "2"}], "next_cursor": "c2"}),
        Response(200, {"items": [{"entry_id": "1"}], "next_cursor": None}),
    )

    async with AsyncWizardClient(server.url, "t0ken") as client:
        entries = [entry["entry_id"] async for entry in client.audit.iterate("inv_1", limit=2)]

    assert entries == ["3", "2", "1"]


async def test_a_cancelled_task_ends_its_call_at_once(server: ScriptedServer) -> None:
    server.script(Response(stall=True))

    async with AsyncWizardClient(server.url, "t0ken", timeout_s=3600) as client:
        with anyio.move_on_after(0.1) as scope:
            await client.get("inv_1")

    assert scope.cancelled_caught


async def test_a_client_of_another_event_loop_is_refused(server: ScriptedServer, anyio_backend_name: str) -> None:
    async with AsyncWizardClient(server.url, "t0ken") as client:
        await client.get("inv_1")
        with pytest.raises(RuntimeError, match="one event loop"):
            await anyio.to_thread.run_sync(lambda: anyio.run(client.get, "inv_1", backend=anyio_backend_name))
