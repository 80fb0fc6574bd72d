"""An asynchronous executor reports what the blocking one reports, on asyncio and on trio."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import anyio
import pytest

from tests.support.live.executor_results import event_data, progress
from tests.support.live.server import LiveServer
from tests.support.live.users import Document
from wizard_service.client import (
    AsyncExecutor,
    AsyncToolRun,
    AsyncWizardClient,
    Executor,
    ServiceUnavailable,
    Stopped,
    ToolRun,
    WizardClient,
)

pytestmark = [pytest.mark.live, pytest.mark.anyio]


@pytest.fixture
async def async_client(server: LiveServer, token: str) -> AsyncIterator[AsyncWizardClient]:
    async with AsyncWizardClient(server.url, token) as client:
        yield client


def public_names(kind: type[Any]) -> set[str]:
    return {name for name in dir(kind) if not name.startswith("_")}


def test_the_asynchronous_executor_offers_every_method_of_the_blocking_one() -> None:
    assert public_names(Executor) - public_names(AsyncExecutor) == {"has_room"}
    # The block of a tool calls these itself.
    assert public_names(ToolRun) - public_names(AsyncToolRun) == {"start", "complete", "fail"}


async def test_a_run_stores_phases_tools_logs_and_results_in_the_state(
    async_client: AsyncWizardClient, client: WizardClient, investigation_id: str, results: Document
) -> None:
    async with async_client.executor(investigation_id) as run:
        async with run.phase("collection", percent=5):
            async with run.tool("failed_logins", agent="reader") as tool:
                await tool.progress(40)
                await tool.log("112 attempts", level="warning")
                tool.result("one address", findings=1)
            with pytest.raises(ZeroDivisionError):
                async with run.tool("broken"):
                    raise ZeroDivisionError
        await run.log("looking closer")
        state = await run.complete(results)

    assert (state.status, state.wizard_step) == ("COMPLETED", "RESULTS")
    stored = progress(client, investigation_id)
    assert [(phase["phase_name"], phase["status"]) for phase in stored["phases"]] == [("collection", "completed")]
    statuses = {tool["tool_name"]: tool["status"] for tool in stored["tools_executed"]}
    assert statuses == {"failed_logins": "COMPLETED", "broken": "ERROR"}
    assert stored["logs"] == ["looking closer"]


async def test_a_question_is_answered_in_the_same_loop(async_client: AsyncWizardClient, investigation_id: str) -> None:
    answers = []

    async with async_client.executor(investigation_id) as run, anyio.create_task_group() as tasks:

        async def ask() -> None:
            answers.append(await run.ask("Block it?", request_id="q1"))

        cursor = (await async_client.poll(investigation_id))["cursor"]
        tasks.start_soon(ask)
        async with aclosing(async_client.follow(investigation_id, cursor=cursor)) as events:
            while (await anext(events))["event_type"] != "input_requested":
                pass
        await async_client.answer(investigation_id, "q1", False)

    assert answers == [False]


async def test_a_follower_in_the_same_loop_receives_lines_while_the_tool_still_runs(
    async_client: AsyncWizardClient, investigation_id: str
) -> None:
    cursor = (await async_client.poll(investigation_id))["cursor"]

    async with (
        async_client.executor(investigation_id) as run,
        run.tool("slow"),
        aclosing(async_client.follow(investigation_id, cursor=cursor)) as events,
    ):
        await run.log("at work")
        received = [event async for event in _until(events, "log_appended")]

    assert received[-1]["data"]["lines"][0]["message"] == "at work"


async def test_a_cancelled_task_leaves_the_investigation_in_progress_and_its_log_complete(
    async_client: AsyncWizardClient, client: WizardClient, investigation_id: str
) -> None:
    with anyio.CancelScope() as scope:
        async with async_client.executor(investigation_id) as run, run.phase("collection"):
            await run.log("last words")
            scope.cancel()
            await anyio.sleep_forever()

    assert client.get(investigation_id).status == "IN_PROGRESS"
    assert progress(client, investigation_id)["logs"] == ["last words"]


async def test_an_exception_that_leaves_the_block_ends_the_investigation_with_error(
    async_client: AsyncWizardClient, client: WizardClient, investigation_id: str
) -> None:
    with pytest.raises(KeyError):  # noqa: PT012
        async with async_client.executor(investigation_id) as run:
            await run.log("before the end")
            raise KeyError("gone")

    assert client.get(investigation_id).status == "ERROR"
    assert [data["error_message"] for data in event_data(client, investigation_id, "error_occurred")] == [
        "KeyError: 'gone'"
    ]


@pytest.mark.parametrize(
    ("error", "status", "messages"),
    [
        (ValueError("no lines"), "ERROR", ["ValueError: no lines"]),
        (ServiceUnavailable(0, "no_answer", "away", {}), "IN_PROGRESS", []),
    ],
)
async def test_the_exceptions_of_a_task_group_count_like_each_of_them(
    async_client: AsyncWizardClient,
    client: WizardClient,
    investigation_id: str,
    error: Exception,
    status: str,
    messages: list[str],
) -> None:
    async def fail() -> None:
        raise error

    with pytest.raises(ExceptionGroup):
        async with async_client.executor(investigation_id), anyio.create_task_group() as tasks:
            tasks.start_soon(fail)

    assert client.get(investigation_id).status == status
    assert [data["error_message"] for data in event_data(client, investigation_id, "error_occurred")] == messages


async def test_an_investigation_that_was_cancelled_stops_its_executor(
    async_client: AsyncWizardClient, investigation_id: str
) -> None:
    with pytest.raises(Stopped):  # noqa: PT012
        async with async_client.executor(investigation_id) as run:
            await async_client.cancel(investigation_id)
            await run.log("too late")
            await run.flush()


async def test_more_reports_than_the_queue_holds_are_stored_in_order(
    async_client: AsyncWizardClient, client: WizardClient, investigation_id: str
) -> None:
    async with async_client.executor(investigation_id) as run:
        for number in range(1500):
            await run.agent("reader", f"step {number}")

    reported = [data["status"] for data in _all(client, investigation_id, "agent_updated")]
    assert reported == [f"step {number}" for number in range(1500)]


async def _until(events: AsyncIterator[Document], event_type: str) -> AsyncIterator[Document]:
    async for event in events:
        yield event
        if event["event_type"] == event_type:
            return


def _all(client: WizardClient, investigation_id: str, event_type: str) -> list[Document]:
    """Return the data of all events of a type, from as many polls as it takes."""
    found: list[Document] = []
    cursor = client.get(investigation_id).etag.strip('"').split(".")[0] + "-0"
    while events := client.poll(investigation_id, cursor=cursor)["events"]:
        found += [event["data"] for event in events if event["event_type"] == event_type]
        cursor = events[-1]["id"]
    return found
