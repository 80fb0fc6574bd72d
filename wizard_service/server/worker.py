"""gunicorn's gevent worker: refuses to start unpatched, and serves during a reload until its successors are ready."""

import sys
import time
from types import FrameType

import gevent
from gunicorn.workers.ggevent import GeventWorker

from ..process import reload

# Successors that are not ready after this time have failed.
SUCCESSOR_TIMEOUT_S = 30
_POLL_INTERVAL_S = 0.1
# These create locks or subclass `threading.local` when they are imported, and keep the unpatched ones.
_MUST_BE_PATCHED = ("peewee", "flask", "wizard_service.app")


class Worker(GeventWorker):
    def patch(self) -> None:
        """Patch the standard library. Raises RuntimeError when a module that must be patched was imported before."""
        imported = [module for module in _MUST_BE_PATCHED if module in sys.modules]
        if imported:
            raise RuntimeError(f"{imported[0]} was imported before gevent patched this worker; do not use preload_app.")
        super().patch()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Exit on SIGTERM, in a reload as soon as the successors are ready."""
        gevent.spawn(self._serve_until_replaced)

    def _serve_until_replaced(self) -> None:
        deadline = time.monotonic() + SUCCESSOR_TIMEOUT_S
        while reload.must_wait(self.age) and time.monotonic() < deadline:
            gevent.sleep(_POLL_INTERVAL_S)
        self.alive = False
