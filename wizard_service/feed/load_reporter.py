"""Reports the load of a serving process, its delivered events and, to the other workers, its clients."""

import threading
import time
from itertools import count

from ..metrics import flush_delivered
from .limits.load import LoadMeter
from .presence import Presence

PERIOD_S = 0.25
PERIODS_PER_PUBLICATION = 4


class StatsReporter:
    """Reports periodically between `start` and `stop`, in a thread, which is a greenlet under gevent.

    Only processes that serve requests run it, because the processor time of others says nothing about the load.
    """

    def __init__(self, meter: LoadMeter, presence: Presence) -> None:
        self._meter = meter
        self._presence = presence
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="wizard-stats-reporter", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        for period in count(1):
            began_at, processor_began_s = time.monotonic(), time.process_time()
            if self._stopping.wait(PERIOD_S):
                return
            elapsed_s = time.monotonic() - began_at
            self._tick(elapsed_s, time.process_time() - processor_began_s)
            if period % PERIODS_PER_PUBLICATION == 0:
                self._presence.publish()

    def _tick(self, elapsed_s: float, processor_s: float) -> None:
        flush_delivered()
        self._meter.sample(elapsed_s, processor_s, elapsed_s - PERIOD_S)
