"""gunicorn's gevent worker, which a reload replaces without a gap."""

import time
from types import FrameType

import gevent
from gunicorn.workers.ggevent import GeventWorker

from wizard_service.feed import handover

# New workers that have not come up by then will not.
_PATIENCE_S = 30
_LOOK_AGAIN_S = 0.1


class Worker(GeventWorker):
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Leave; but in a reload not before the new workers serve."""
        gevent.spawn(self._serve_until_replaced)

    def _serve_until_replaced(self) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while handover.is_pending(self.age) and time.monotonic() < deadline:
            gevent.sleep(_LOOK_AGAIN_S)
        self.alive = False
