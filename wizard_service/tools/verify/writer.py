"""The load that the gap checker creates: log lines, each under one idempotency key however often it is sent."""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ...client.client import WizardClient
from ...client.errors import NotFound
from .options import Options

WRITERS = 3
MAX_BATCH_LINES = 10
MAX_PAUSE_S = 0.05
# Characters of several bytes, and one that Unicode counts as the end of a line.
TRICKY_TEXT = "Grüße, 日本, 🙂,\u2028"


class Writer(threading.Thread):
    """Writes log lines in a thread.

    acknowledged: the acknowledged log lines by event id. error: the exception that ended the thread early.
    """

    def __init__(self, name: str, options: Options, investigation_id: str) -> None:
        super().__init__(name=name, daemon=True)
        self.acknowledged: dict[str, str] = {}
        self.error: Exception | None = None
        self.stopping = threading.Event()
        self._client = options.client(self._pause)
        self._investigation_id = investigation_id
        self._rng = random.Random(f"{options.seed}/{name}")  # noqa: S311 - keeps no secret, and must be repeatable
        self._line_count = 0

    def run(self) -> None:
        try:
            with self._client:
                while not self.stopping.is_set():
                    self._write([self._next_line() for _ in range(self._rng.randint(1, MAX_BATCH_LINES))])
                    self._pause(self._rng.uniform(0, MAX_PAUSE_S))
        except Exception as error:  # noqa: BLE001 - the report names it
            # A writer that is stopping does not wait for an unavailable service; unacknowledged lines are not checked.
            self.error = None if self.stopping.is_set() else error

    def _pause(self, seconds: float) -> None:
        self.stopping.wait(seconds)

    def _next_line(self) -> str:
        self._line_count += 1
        return f"{self.name}, line {self._line_count}: {TRICKY_TEXT}"

    def _write(self, lines: list[str]) -> None:
        reports = [{"event_type": "log_appended", "data": {"lines": [{"message": line}]}} for line in lines]
        stored = self._client.report(self._investigation_id, reports)["events"]
        ids = [event["id"] for event in stored if event["event_type"] == "log_appended"]
        self.acknowledged |= dict(zip(ids, lines, strict=True))


@contextmanager
def temporary_investigation(client: WizardClient) -> Iterator[str]:
    """Create an investigation and delete it at the end of the block."""
    investigation_id = client.create().investigation_id
    try:
        yield investigation_id
    finally:
        with suppress(NotFound):
            client.delete(investigation_id, etag="*")


@contextmanager
def running_writers(options: Options, investigation_id: str) -> Iterator[list[Writer]]:
    """Run a few writers until the end of the block."""
    writers = [Writer(f"writer {number}", options, investigation_id) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        yield writers
    finally:
        for writer in writers:
            writer.stopping.set()
        for writer in writers:
            writer.join()
