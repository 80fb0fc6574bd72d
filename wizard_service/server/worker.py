"""gunicorn's gevent worker, which a reload replaces without a gap."""

import time
from types import FrameType

import gevent
from gunicorn.workers.ggevent import GeventWorker

from ..process import reload

# New workers that have not come up by then will not.
_TIMEOUT_S = 30
_POLL_INTERVAL_S = 0.1


class Worker(GeventWorker):
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Leave; but in a reload not before the new workers serve."""
        gevent.spawn(self._serve_until_replaced)

    def _serve_until_replaced(self) -> None:
        deadline = time.monotonic() + _TIMEOUT_S
        while reload.must_wait(self.age) and time.monotonic() < deadline:
            gevent.sleep(_POLL_INTERVAL_S)
        self.alive = False
