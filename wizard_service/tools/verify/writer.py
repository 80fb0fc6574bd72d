"""The load that the gap checker makes itself: log lines, each under one idempotency key however often it is sent."""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ...client.client import WizardClient
from ...client.errors import NotFound
from .options import Options

WRITERS = 3
MAX_BATCH = 10
MAX_PAUSE_S = 0.05
# Characters that take several bytes, and one that ends lines for those who ask Unicode.
TRICKY = "Grüße, 日本, 🙂,\u2028"


class Writer(threading.Thread):
    """acknowledged: event ids and their lines. error: what ended it before it was told to stop."""

    def __init__(self, name: str, options: Options, investigation_id: str) -> None:
        super().__init__(name=name, daemon=True)
        self.acknowledged: dict[str, str] = {}
        self.error: Exception | None = None
        self.stopping = threading.Event()
        self._client = options.client(self._pause)
        self._investigation_id = investigation_id
        self._rng = random.Random(f"{options.seed}/{name}")  # noqa: S311 - keeps no secret, and must be repeatable
        self._lines = 0

    def run(self) -> None:
        try:
            with self._client:
                while not self.stopping.is_set():
                    self._write([self._line() for _ in range(self._rng.randint(1, MAX_BATCH))])
                    self._pause(self._rng.uniform(0, MAX_PAUSE_S))
        except Exception as error:  # noqa: BLE001 - told in the report
            # Told to stop, it does not wait for a service that is away: what was not acknowledged is not missed.
            self.error = None if self.stopping.is_set() else error

    def _pause(self, seconds: float) -> None:
        self.stopping.wait(seconds)

    def _line(self) -> str:
        self._lines += 1
        return f"{self.name}, line {self._lines}: {TRICKY}"

    def _write(self, lines: list[str]) -> None:
        reports = [{"event_type": "log_appended", "data": {"lines": [{"message": line}]}} for line in lines]
        stored = self._client.report(self._investigation_id, reports)["events"]
        ids = [event["id"] for event in stored if event["event_type"] == "log_appended"]
        self.acknowledged |= dict(zip(ids, lines, strict=True))


@contextmanager
def investigation_of_our_own(client: WizardClient) -> Iterator[str]:
    """Create an investigation and delete it in the end."""
    investigation_id = client.create().investigation_id
    try:
        yield investigation_id
    finally:
        with suppress(NotFound):
            client.delete(investigation_id, etag="*")


@contextmanager
def writing(options: Options, investigation_id: str) -> Iterator[list[Writer]]:
    """Let a few writers write until the end."""
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
