"""The changes of a process that wait while one of their flow is in progress, and then share a transaction."""

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Generic

from ..backend import Change, LockKey, Result

# The first change of a group waits for the last one. It is far below 64, beyond which the server keeps the savepoints
# of a transaction on disk.
GROUP_SIZE = 16


class PendingChange(Generic[Result]):
    """A change of a flow, and its outcome: once `is_settled`, `error`, or `result` if that is None.

    time_limit_s: the processor time that the change may take, None for any. is_postponed: whether its group has left it
    to the next one.
    """

    def __init__(
        self, change: Change[Result], locks: Sequence[LockKey] = (), time_limit_s: float | None = None, flow: str = ""
    ) -> None:
        self.change = change
        self.locks = locks
        self.time_limit_s = time_limit_s
        self.flow = flow
        self.is_settled = self.is_postponed = False
        self.error: Exception | None = None
        self.result: Result

    def outcome(self) -> Result:
        """Return the result or raise the error."""
        if self.error is not None:
            raise self.error
        return self.result


class _Entry:
    """A change in the queue. waiting: released when its caller is to go on. leads: whether it runs what waits then."""

    def __init__(self, pending: PendingChange[Any]) -> None:
        self.pending = pending
        self.waiting = threading.Lock()
        self.waiting.acquire()
        self.leads = False


class ChangeQueue:
    """One caller of each flow leads: it runs its change with those that wait; then the next one of them leads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        # A flow without a leader has no entry.
        self._waiting: dict[str, deque[_Entry]] = {}

    @contextmanager
    def entered(self, pending: PendingChange[Any], timeout_s: float) -> Iterator[bool]:
        """Let the caller of a change wait for others, and yield whether it leads during the block.

        It does not when another leader has run the change, or when it has waited for too long.
        """
        entry = _Entry(pending)
        if not self._enter(entry):
            self._wait(entry, timeout_s)
        try:
            yield entry.leads
        finally:
            if entry.leads:
                self._pass_on(pending.flow)

    @contextmanager
    def claimed(self, flow: str) -> Iterator[list[PendingChange[Any]]]:
        """Take the changes that wait, for the leader to run them.

        After the block their callers go on, but for those of postponed changes, which wait for the next leader.
        """
        waiting = self._waiting[flow]
        with self._guard:
            entries = [waiting.popleft() for _ in range(min(len(waiting), GROUP_SIZE - 1))]
        try:
            yield [entry.pending for entry in entries]
        finally:
            with self._guard:
                waiting.extendleft(entry for entry in reversed(entries) if entry.pending.is_postponed)
            for entry in entries:
                if not entry.pending.is_postponed:
                    entry.waiting.release()

    def _enter(self, entry: _Entry) -> bool:
        flow = entry.pending.flow
        with self._guard:
            if flow not in self._waiting:
                self._waiting[flow] = deque()
                entry.leads = True
                return True
            self._waiting[flow].append(entry)
            return False

    def _wait(self, entry: _Entry, timeout_s: float) -> None:
        try:
            if not entry.waiting.acquire(timeout=timeout_s) and not self._withdraw(entry):
                # A leader has taken the change or the lead was passed on meanwhile.
                entry.waiting.acquire()
        except BaseException:
            # A greenlet may be killed after the lead was passed on to it.
            if not self._withdraw(entry) and entry.leads:
                self._pass_on(entry.pending.flow)
            raise

    def _withdraw(self, entry: _Entry) -> bool:
        """Return whether the change was still waiting; it is not run by a leader then."""
        with self._guard:
            waiting = self._waiting.get(entry.pending.flow, deque())
            if entry not in waiting:
                return False
            waiting.remove(entry)
            return True

    def _pass_on(self, flow: str) -> None:
        with self._guard:
            if waiting := self._waiting[flow]:
                entry = waiting.popleft()
                entry.leads = True
                entry.waiting.release()
            else:
                del self._waiting[flow]
