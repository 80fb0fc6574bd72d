"""Whether changes can be stored, as far as any process of this host knows."""

from typing import Protocol


class Number(Protocol):
    """A number that processes share. One that cannot be read counts as 0, and a failed write is ignored."""

    def read(self) -> int: ...
    def write(self, number: int) -> None: ...


class DegradedFlag:
    """Set from the first failed write of any process until the next write that succeeds. Implements `Degraded`.

    Each process also keeps its own failure in memory, because a full disk may not store a number.
    """

    def __init__(self, shared: Number) -> None:
        self._shared = shared
        self._own = False

    @property
    def is_set(self) -> bool:
        return self._own or self._shared.read() != 0

    def set(self) -> None:
        self._own = True
        self._shared.write(1)

    def clear(self) -> None:
        if self.is_set:
            self._own = False
            self._shared.write(0)
