"""The clocks of `costly_requests.py`: processor times of worker and writer, and their longest steps."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import get_ident
from typing import Any

from wizard_service.process import cooperative
from wizard_service.store.sqlite.writer import Writer


@dataclass(frozen=True)
class Answer:
    """Holds a response and what it cost: the processor time of both threads and of their longest steps in ms.

    operation: method and path with its parameters, or the kind of message.
    """

    operation: str
    status: int
    headers: dict[str, str]
    body: bytes
    worker_ms: float
    worker_step_ms: float
    writer_ms: float
    writer_step_ms: float

    @property
    def document(self) -> Any:
        return json.loads(self.body)


class Steps:
    """The processor times of the steps of one thread."""

    def __init__(self) -> None:
        self._taken_s: list[float] = []
        self._began_s = 0.0

    def begin(self) -> None:
        self._began_s = time.thread_time()

    def end(self) -> None:
        self._taken_s.append(time.thread_time() - self._began_s)

    def drain_ms(self) -> tuple[float, float]:
        """Return the sum and the longest of the steps so far, and forget them."""
        taken_s, self._taken_s = self._taken_s, []
        return sum(taken_s) * 1000, max(taken_s, default=0) * 1000


class Clocks:
    """Measures the commit groups of the writer's thread, and the worker's work between two yields."""

    def __init__(self) -> None:
        self.worker, self.writer = Steps(), Steps()

    @contextmanager
    def installed(self) -> Iterator["Clocks"]:
        """Measure during the block."""
        own_thread = get_ident()
        commit_group, loop_iteration = Writer._commit_group, cooperative.loop_iteration

        def timed(writer: Writer) -> None:
            self.writer.begin()
            try:
                commit_group(writer)
            finally:
                self.writer.end()

        def yielded() -> int | None:
            # Modules import `yield_to_others` by its name. It asks for the iteration first; the tailer does too.
            if get_ident() == own_thread:
                self.worker.end()
                self.worker.begin()
            return loop_iteration()

        Writer._commit_group = timed  # type: ignore[method-assign]
        cooperative.loop_iteration = yielded
        try:
            yield self
        finally:
            Writer._commit_group = commit_group  # type: ignore[method-assign]
            cooperative.loop_iteration = loop_iteration
