"""Everything that depends on whether gevent has patched `threading`: native threads and limits on blocking calls.

In a gevent worker the threads of patched modules are greenlets, and a native blocking call in one of them blocks all.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from queue import SimpleQueue
from typing import Any

from gevent import Timeout, get_hub, monkey
from gevent.threadpool import ThreadPoolExecutor as NativeThreadPoolExecutor

from .parking import Wake

# The read event of gevent's loop. A broken connection is readable too.
_READABLE = 1


def is_patched() -> bool:
    """Return whether threads are greenlets in this program."""
    return bool(monkey.is_module_patched("threading"))


def loop_iteration() -> int | None:
    """Return the number of the current iteration of the hub's loop, None where threads are real."""
    return int(get_hub().loop.iteration) if is_patched() else None


def single_thread_executor() -> Executor:
    """Return an executor of exactly one native thread; waiting for its futures never blocks other greenlets."""
    if is_patched():
        executor: Executor = NativeThreadPoolExecutor(max_workers=1)
        return executor
    return _DaemonExecutor()


class _DaemonExecutor(Executor):
    """Runs calls in one daemon thread. The threads of the standard executors would delay the exit of the program."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, function: Callable[..., Any], /, *arguments: Any, **options: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._calls.put(partial(_settle, future, partial(function, *arguments, **options)))
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="wizard-writer", daemon=True)
                self._thread.start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._calls.put(None)
        if wait and self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while call := self._calls.get():
            call()


def _settle(future: Future[Any], call: Callable[[], Any]) -> None:
    try:
        result = call()
    except BaseException as error:  # noqa: BLE001 - raised where the future's result is read
        future.set_exception(error)
    else:
        future.set_result(result)


def deadline(seconds: float) -> AbstractContextManager[object]:
    """Raise TimeoutError inside the block when a patched call in it takes longer.

    With real threads there is no limit, because a blocking call blocks only its own thread.
    """
    if is_patched():
        limit: AbstractContextManager[object] = Timeout(seconds, TimeoutError("The peer does not read."))
        return limit
    return nullcontext()


@contextmanager
def wake_on_input(connection: socket.socket | None, wake: Wake) -> Iterator[Callable[[], None]]:
    """Set `wake` once during the block when the peer sends or closes, or when the connection breaks.

    Yields a function after which `wake` is set once more. With real threads nothing is watched, because a waiting
    thread costs the others nothing.
    """
    if connection is None or not is_patched():
        yield lambda: None
        return
    watcher = get_hub().loop.io(connection.fileno(), _READABLE)

    def set_once() -> None:
        # The watcher would fire continuously while input is unread.
        watcher.stop()
        wake.set()

    def watch() -> None:
        if not watcher.active:
            watcher.start(set_once)

    watch()
    try:
        yield watch
    finally:
        watcher.stop()
        watcher.close()
