"""The history of one investigation as a versioned register: requests of its clients with their answers."""

import threading
import time
from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    """READ: GET. CHANGE: a write with `If-Match: "<version>"`. OVERWRITE: a write with `If-Match: *`."""

    READ = "read"
    CHANGE = "change"
    OVERWRITE = "overwrite"


@dataclass(frozen=True)
class Outcome:
    """An answer of the service.

    applied: whether the write succeeded. version, value: those of the register after the operation; for a refused
    write, the version because of which it was refused.
    """

    applied: bool
    version: int
    value: str | None = None


@dataclass(eq=False)
class Operation:
    """One request. value: what it writes. expected: the version in `If-Match`.

    invoked, returned: monotonic nanoseconds. Without an outcome the request may have been executed at any time after
    `invoked`, or never. repeats: answers to the same idempotency key.
    """

    client: str
    kind: Kind
    value: str | None = None
    expected: int | None = None
    invoked: int = 0
    returned: int | None = None
    outcome: Outcome | None = None
    repeats: list[Outcome] = field(default_factory=list)

    def __str__(self) -> str:
        written = "" if self.kind is Kind.READ else f" of {self.value!r}"
        condition = "" if self.expected is None else f" if version {self.expected}"
        return f"{self.client}: {self.kind.value}{written}{condition} -> {self.outcome or 'unknown'}"


class History:
    """Operations of several threads on one register."""

    def __init__(self, version: int, value: str) -> None:
        self.version, self.value = version, value
        self.operations: list[Operation] = []
        self._lock = threading.Lock()

    def begin(self, operation: Operation) -> Operation:
        operation.invoked = time.monotonic_ns()
        with self._lock:
            self.operations.append(operation)
        return operation

    def discard(self, operation: Operation) -> None:
        """Forget an operation that the service certainly did not receive."""
        with self._lock:
            self.operations.remove(operation)

    @staticmethod
    def end(operation: Operation, outcome: Outcome) -> None:
        """Record the first answer to an operation, and further ones as repeats."""
        if operation.outcome is None:
            operation.returned, operation.outcome = time.monotonic_ns(), outcome
        else:
            operation.repeats.append(outcome)
