"""The run of an asynchronous executor that is cancelled, fails or is stopped, on asyncio and on trio."""

import anyio
import anyio.lowlevel
import anyio.to_thread
import pytest

from tests.support.live.executor_results import event_data, progress
from wizard_service.client import (
    AsyncWizardClient,
    ServiceUnavailable,
    Stopped,
    WizardClient,
)

pytestmark = [pytest.mark.live, pytest.mark.anyio]


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
