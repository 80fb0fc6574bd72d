"""An asynchronous executor reports what the blocking one reports, on asyncio and on trio."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import anyio
import anyio.lowlevel
import anyio.to_thread
import pytest

from tests.support.live.executor_results import progress
from tests.support.live.server import LiveServer
from tests.support.live.users import Document
from wizard_service.client import (
    AsyncExecutor,
    AsyncToolRun,
    AsyncWizardClient,
    Executor,
    ToolRun,
    WizardClient,
)

pytestmark = [pytest.mark.live, pytest.mark.anyio]


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


async def test_an_executor_whose_token_is_a_coroutine_function_reports_with_it(
    server: LiveServer, token: str, client: WizardClient, investigation_id: str
) -> None:
    async def supply() -> str:
        await anyio.lowlevel.checkpoint()
        return token

    async with (
        AsyncWizardClient(server.url, supply) as own_client,
        own_client.executor(investigation_id) as run,
    ):
        await run.log("with a token of its own")
        await run.flush()
        await own_client.get(investigation_id)

    assert progress(client, investigation_id)["logs"] == ["with a token of its own"]


async def test_an_executor_needs_none_of_the_threads_that_the_event_loop_shares(
    async_client: AsyncWizardClient, client: WizardClient, investigation_id: str
) -> None:
    shared = anyio.to_thread.current_default_thread_limiter()
    before, shared.total_tokens = shared.total_tokens, 1
    async with shared, async_client.executor(investigation_id) as run:
        await run.log("in a thread of its own")
        await run.flush()
    shared.total_tokens = before

    assert progress(client, investigation_id)["logs"] == ["in a thread of its own"]
