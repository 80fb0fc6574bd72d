"""Count the Python calls, the moves between a package's modules and the SQL statements of a block of code.

The counter covers the block's own thread and every other thread that executes SQL meanwhile, because a separate thread
carries out the writes.
"""

import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

# A best-effort write may run on after its request has been answered. The counter stops once no call came for this long.
QUIET_S = 0.05
_DATA_STATEMENTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "REPLACE")
_TRANSACTION_STATEMENTS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "END")


@dataclass
class ThreadCost:
    """Holds what one thread did.

    moves: calls that enter a module of the package from another one, whatever other code lies in between.
    chain: the functions of the package on its deepest stack, outermost first.
    """

    calls: int = 0
    own_calls: int = 0
    moves: int = 0
    modules: set[str] = field(default_factory=set)
    chain: list[str] = field(default_factory=list)
    executed: list[str] = field(default_factory=list)
    is_executing: bool = False


@dataclass(frozen=True)
class Cost:
    """Sums up a block of code: its own thread, and every other thread that executed SQL meanwhile."""

    request: ThreadCost = field(default_factory=ThreadCost)
    writers: list[ThreadCost] = field(default_factory=list)

    @property
    def calls(self) -> int:
        return sum(thread.calls for thread in self._threads)

    @property
    def modules(self) -> set[str]:
        return set().union(*(thread.modules for thread in self._threads))

    @property
    def statements(self) -> list[str]:
        """Return the executed SQL, without transaction control and pragmas, with its values, in order per thread."""
        return self._executed(_DATA_STATEMENTS)

    @property
    def longest_chain(self) -> list[str]:
        return self.request.chain

    @property
    def writer_chain(self) -> list[str]:
        return max((writer.chain for writer in self.writers), key=len, default=[])

    def figures(self) -> tuple[int, ...]:
        """Return modules, moves, data statements, transaction statements, calls, own calls, and the nesting of both."""
        return (
            len(self.modules),
            sum(thread.moves for thread in self._threads),
            len(self.statements),
            len(self._executed(_TRANSACTION_STATEMENTS)),
            self.calls,
            sum(thread.own_calls for thread in self._threads),
            len(self.longest_chain),
            len(self.writer_chain),
        )

    @property
    def _threads(self) -> list[ThreadCost]:
        return [self.request, *self.writers]

    def _executed(self, words: tuple[str, ...]) -> list[str]:
        return [text for thread in self._threads for text in thread.executed if text.lstrip().upper().startswith(words)]


class CallCounter:
    """Counts what happens in this process while a block of `counting` runs."""

    def __init__(self, package: str) -> None:
        self._package = package
        self._threads: dict[int, ThreadCost] | None = None

    @contextmanager
    def installed(self) -> Iterator["CallCounter"]:
        """Watch the threads and the SQLite connections that are made inside the block."""
        connect = sqlite3.connect
        sqlite3.connect = self._traced(connect)  # type: ignore[assignment]  # the original is overloaded
        threading.setprofile(self._profile)
        try:
            yield self
        finally:
            threading.setprofile(None)
            sqlite3.connect = connect

    @contextmanager
    def counting(self) -> Iterator[Cost]:
        """Count what the block does; the Cost is complete when the block has ended."""
        threads = self._threads = {threading.get_ident(): ThreadCost()}
        cost = Cost(threads[threading.get_ident()])
        sys.setprofile(self._profile)
        try:
            yield cost
        finally:
            sys.setprofile(None)
            _wait_until_quiet(threads)
            self._threads = None
        cost.writers.extend(thread for thread in threads.values() if thread.executed and thread is not cost.request)

    def _traced(self, connect: Callable[..., sqlite3.Connection]) -> Callable[..., sqlite3.Connection]:
        def connect_traced(*arguments: Any, **options: Any) -> sqlite3.Connection:
            connection = connect(*arguments, **options)
            connection.set_trace_callback(self._record_statement)
            return connection

        return connect_traced

    def _thread(self) -> ThreadCost | None:
        if self._threads is None:
            return None
        return self._threads.setdefault(threading.get_ident(), ThreadCost())

    def _record_statement(self, sql: str) -> None:
        thread = self._thread()
        # SQLite reports the statement again for each statement of its triggers, so only the first report counts.
        if thread is not None and thread.is_executing:
            thread.is_executing = False
            thread.executed.append(sql)

    def _profile(self, frame: FrameType, event: str, argument: Any) -> None:
        thread = self._thread()
        if thread is None or frame.f_code.co_filename == __file__:
            return
        if event == "call":
            self._record_call(thread, frame)
        elif event == "c_call" and argument.__name__ in ("execute", "executemany"):
            thread.is_executing = isinstance(argument.__self__, sqlite3.Cursor | sqlite3.Connection)

    def _record_call(self, thread: ThreadCost, frame: FrameType) -> None:
        thread.calls += 1
        if not self._is_own(frame):
            return
        stack = [outer for outer in _stack(frame) if self._is_own(outer)]
        thread.own_calls += 1
        thread.modules.add(_module(frame))
        thread.moves += len(stack) > 1 and _module(stack[1]) != _module(frame)
        if len(stack) > len(thread.chain):
            thread.chain = [f"{_module(own)}.{own.f_code.co_qualname}" for own in reversed(stack)]

    def _is_own(self, frame: FrameType) -> bool:
        return f"{_module(frame)}.".startswith(f"{self._package}.")


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _stack(frame: FrameType | None) -> Iterator[FrameType]:
    """Yield a frame and the frames that called it, innermost first."""
    while frame is not None:
        yield frame
        frame = frame.f_back


def _wait_until_quiet(threads: dict[int, ThreadCost]) -> None:
    calls = -1
    while calls != (calls := sum(thread.calls for thread in list(threads.values()))):
        time.sleep(QUIET_S)
