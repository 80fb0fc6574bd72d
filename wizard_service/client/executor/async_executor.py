"""`AsyncExecutor`: the executor of a program on asyncio or trio.

It has a blocking `Executor`, whose rules and threads are the same for both clients. The thread that sends reports keeps
doing so while a tool computes and holds up the event loop.
"""

from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import AbstractContextManager, asynccontextmanager
from functools import partial, wraps
from types import TracebackType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar

import anyio
import anyio.to_thread

from ..models import Document, State
from .executor import Executor
from .runs import ToolRun

# The objects here have `target`, whose methods they offer, and the `executor` that it belongs to.
P = ParamSpec("P")
T = TypeVar("T")
Target = TypeVar("Target")

# A cancelled task waits this long for the delivery of what it has reported. Then a thread goes on with it.
CANCELLED_DELIVERY_S = 5.0


def _reporting(method: Callable[Concatenate[Target, P], T]) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]:
    """Return a method that queues events; it waits in a thread while the queue is full."""

    @wraps(method)
    async def call(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await _report(self.executor, partial(method, self.target, *args, **kwargs))

    return call


def _waiting(method: Callable[Concatenate[Target, P], T]) -> Callable[Concatenate[Any, P], Coroutine[Any, Any, T]]:
    """Return a method that waits for the service, in a thread; a cancelled task leaves the thread alone."""

    @wraps(method)
    async def call(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await _in_thread(partial(method, self.target, *args, **kwargs))

    return call


async def _report(executor: Executor, report: Callable[[], T]) -> T:
    if executor.has_room:
        return report()
    return await _in_thread(report)


async def _in_thread(function: Callable[[], T], *, is_abandoned: bool = True) -> T:
    """Call a function in a thread of its own: questions may wait for days, and must not use up the common threads.

    is_abandoned: whether a cancelled task leaves the thread alone; it waits for the end otherwise.
    """
    return await anyio.to_thread.run_sync(function, abandon_on_cancel=is_abandoned, limiter=anyio.CapacityLimiter(1))


@asynccontextmanager
async def _reported_block(executor: Executor, block: AbstractContextManager[T]) -> AsyncGenerator[T, None]:
    """Enter and leave a block that queues events."""
    value = await _report(executor, block.__enter__)
    try:
        yield value
    except BaseException as error:
        await _report(executor, partial(block.__exit__, type(error), error, error.__traceback__))
        raise
    await _report(executor, partial(block.__exit__, None, None, None))


class AsyncToolRun:
    """`ToolRun` of an asynchronous executor."""

    def __init__(self, executor: Executor, target: ToolRun) -> None:
        self.executor = executor
        self.target = target
        self.name = target.name

    @property
    def is_silent(self) -> bool:
        return self.target.is_silent

    progress = _reporting(ToolRun.progress)
    log = _reporting(ToolRun.log)

    def result(self, summary: str | None = None, *, findings: int | None = None) -> None:
        """Set the result, which is reported when the block ends."""
        self.target.result(summary, findings=findings)

    def skip(self, reason: str) -> None:
        """Mark the tool as skipped, which is reported when the block ends."""
        self.target.skip(reason)


class AsyncExecutor:
    """One run of an executor: an `async with` block, with the methods of `Executor`, to be awaited.

    A cancelled task reports no error, so that the next run can resume. Entering is not cancelled half-way: the task
    waits until the service has answered, or all attempts have failed.
    """

    def __init__(self, executor: Executor) -> None:
        self.executor = self.target = executor
        self.investigation_id = executor.investigation_id

    async def __aenter__(self) -> Self:
        await _in_thread(self.executor.__enter__, is_abandoned=False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        leave = partial(self.executor.__exit__, kind, error, traceback)
        if error is None or isinstance(error, Exception):
            await _in_thread(leave)
            return
        with anyio.move_on_after(CANCELLED_DELIVERY_S, shield=True):
            await _in_thread(leave)

    @property
    def state(self) -> State:
        return self.executor.state

    @property
    def completed_tools(self) -> frozenset[str]:
        return self.executor.completed_tools

    @asynccontextmanager
    async def phase(self, name: str, *, percent: float | None = None) -> AsyncGenerator[None, None]:
        """Work on a phase, like `Executor.phase`."""
        async with _reported_block(self.executor, self.executor.phase(name, percent=percent)):
            yield

    @asynccontextmanager
    async def tool(
        self,
        name: str,
        *,
        config: Document | None = None,
        agent: str | None = None,
        estimated_duration_ms: float | None = None,
    ) -> AsyncGenerator[AsyncToolRun, None]:
        """Run a tool, like `Executor.tool`."""
        block = self.executor.tool(name, config=config, agent=agent, estimated_duration_ms=estimated_duration_ms)
        async with _reported_block(self.executor, block) as run:
            yield AsyncToolRun(self.executor, run)

    progress = _reporting(Executor.progress)
    log = _reporting(Executor.log)
    agent = _reporting(Executor.agent)
    finding = _reporting(Executor.finding)
    ask = _waiting(Executor.ask)
    flush = _waiting(Executor.flush)
    complete = _waiting(Executor.complete)
