"""What a serving process does beside serving: it measures its load, counts what it told and shows the other
workers its clients."""

import threading
import time
from itertools import count

from ..metrics import flush_delivered
from .limits.load import LoadMeter
from .presence import Presence

PERIOD_S = 0.25
PUBLISH_PERIODS = 4


class StatsReporter:
    """Beats from `start` to `stop`, in a thread of its own, which under gevent is a greenlet.

    Only a process that does nothing but serve can tell its load by its processor time.
    """

    def __init__(self, meter: LoadMeter, connections: Presence) -> None:
        self._meter = meter
        self._connections = connections
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._beat, name="wizard-pulse", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def _beat(self) -> None:
        for beat in count(1):
            began, processor_began = time.monotonic(), time.process_time()
            if self._stopping.wait(PERIOD_S):
                return
            elapsed_s = time.monotonic() - began
            flush_delivered()
            self._meter.sample(elapsed_s, time.process_time() - processor_began, elapsed_s - PERIOD_S)
            if beat % PUBLISH_PERIODS == 0:
                self._connections.publish()
