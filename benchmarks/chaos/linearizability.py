"""Decides whether a recorded history is linearizable: whether one order of its operations explains every answer.

The search is that of Wing and Gong with the memory of Lowe ("Testing for linearizability", 2017): operations are
linearized one after another as long as their answers fit, and a set of linearized operations that led nowhere is not
tried twice with the same state of the register.

A write without an answer may have happened at any time. Most of them are anonymous: no read returned their value, so
they can be exchanged for each other, and the memory counts them instead of distinguishing them. Without that, each of
them would double the number of orders to try.

The memory knows a set of operations by the exclusive or of a random number of 128 bits for each, because a bit for each
takes gigabytes for 50,000 operations. Two sets with the same number are less likely than a fault of the machine.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass

from .history import History, Kind, Operation, Outcome

_MARK_BITS = 128
# Version and value of the register.
State = tuple[int, str | None]


@dataclass(frozen=True)
class Violation:
    """Why a history is refused. operation: the first whose answer fits no order."""

    reason: str
    operation: Operation

    def __str__(self) -> str:
        return f"{self.reason}: {self.operation}"


class _Entry:
    """A call or a return in the list of entries that are not linearized yet.

    mark: the random number of the operation. end: a call's return, if it has one.
    """

    __slots__ = ("end", "is_call", "mark", "next", "operation", "previous")

    def __init__(self, operation: Operation, mark: int, *, is_call: bool) -> None:
        self.operation, self.mark, self.is_call = operation, mark, is_call
        self.end: _Entry | None = None
        self.previous: _Entry | None = None
        self.next: _Entry | None = None

    def unlink(self) -> None:
        assert self.previous is not None
        self.previous.next = self.next
        if self.next is not None:
            self.next.previous = self.previous

    def relink(self) -> None:
        assert self.previous is not None
        self.previous.next = self
        if self.next is not None:
            self.next.previous = self


def find_violation(history: History) -> Violation | None:
    """Return why the history is not linearizable, None when it is."""
    for operation in history.operations:
        if any(outcome != operation.outcome for outcome in operation.repeats):
            return Violation("one idempotency key was answered differently", operation)
    return _Search(history).run()


def apply(state: State, operation: Operation, seen_at: Mapping[str | None, int]) -> State | None:
    """Return the register after the operation, None when its answer does not fit the register.

    A refused write carries the version that it was compared with. seen_at: the version of each value that was read.
    """
    outcome = operation.outcome
    if operation.kind is Kind.READ:
        return state if outcome is not None and (outcome.version, outcome.value) == state else None
    if outcome is not None and not outcome.applied:
        return state if _is_rightly_refused(state, operation, outcome) else None
    if operation.expected not in (None, state[0]):
        return None
    version = state[0] + 1
    if outcome is not None:
        return (version, operation.value) if outcome.version == version else None
    if operation.value not in seen_at:
        return version, None
    return (version, operation.value) if seen_at[operation.value] == version else None


def _is_rightly_refused(state: State, operation: Operation, outcome: Outcome) -> bool:
    return operation.expected not in (None, state[0]) and outcome.version == state[0]


class _Search:
    def __init__(self, history: History) -> None:
        # A read without an answer has no effect.
        operations = [entry for entry in history.operations if entry.outcome or entry.kind is not Kind.READ]
        self._head, self._waiting = _linked(operations)
        answers = [entry.outcome for entry in operations if entry.kind is Kind.READ]
        self._seen_at: dict[str | None, int] = {outcome.value: outcome.version for outcome in answers if outcome}
        # The operations that are linearized: their marks, and the number of anonymous ones.
        self._marks = self._anonymous = 0
        self._state: State = (history.version, history.value)
        self._tried: set[tuple[int, int, State]] = set()
        self._stack: list[tuple[_Entry, State]] = []
        # The return that the longest order reached does not explain.
        self._depth, self._blocking = -1, self._head

    def run(self) -> Violation | None:
        entry = self._head.next
        while self._waiting:
            assert entry is not None
            if entry.is_call:
                entry = self._head.next if self._linearize(entry) else entry.next
                continue
            if len(self._stack) > self._depth:
                self._depth, self._blocking = len(self._stack), entry
            if not self._stack:
                return Violation("no order of the operations explains this answer", self._blocking.operation)
            entry = self._undo()
        return None

    def _linearize(self, call: _Entry) -> bool:
        """Make the call the next in the order, if its answer fits and this was not tried before."""
        state = apply(self._state, call.operation, self._seen_at)
        if state is None:
            return False
        mark, anonymous = self._marks_of(call)
        position = (self._marks ^ mark, self._anonymous + anonymous, state)
        if position in self._tried:
            return False
        self._tried.add(position)
        self._stack.append((call, self._state))
        self._marks, self._anonymous, self._state = position
        call.unlink()
        if call.end is not None:
            call.end.unlink()
            self._waiting -= 1
        return True

    def _undo(self) -> _Entry | None:
        call, self._state = self._stack.pop()
        mark, anonymous = self._marks_of(call)
        self._marks, self._anonymous = self._marks ^ mark, self._anonymous - anonymous
        if call.end is not None:
            call.end.relink()
            self._waiting += 1
        call.relink()
        return call.next

    def _marks_of(self, call: _Entry) -> tuple[int, int]:
        """Return the mark and the count by which the memory knows a linearized call."""
        operation = call.operation
        if operation.outcome is not None or operation.value in self._seen_at:
            return call.mark, 0
        # An anonymous change fits one version only, so the state says enough about it.
        return 0, int(operation.kind is Kind.OVERWRITE)


def _linked(operations: list[Operation]) -> tuple[_Entry, int]:
    """Return the head of the list of calls and returns by time, and how many returns there are."""
    entries: list[tuple[int, int, _Entry]] = []
    rng = random.Random(0)
    for operation in operations:
        mark = rng.getrandbits(_MARK_BITS)
        call = _Entry(operation, mark, is_call=True)
        entries.append((operation.invoked, 0, call))
        if operation.returned is not None:
            call.end = _Entry(operation, mark, is_call=False)
            entries.append((operation.returned, 1, call.end))
    # Calls sort before returns of the same moment: they count as concurrent.
    entries.sort(key=lambda entry: entry[:2])
    head = previous = _Entry(Operation("", Kind.READ), 0, is_call=True)
    for _, _, entry in entries:
        previous.next, entry.previous = entry, previous
        previous = entry
    return head, sum(operation.returned is not None for operation in operations)
