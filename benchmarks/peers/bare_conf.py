"""gunicorn's configuration of the floor: the service's worker class, patched as the service patches it."""

import time
from typing import Any

from gevent import monkey

from wizard_service.server.worker import Worker

workers = 1
worker_class = Worker
worker_connections = 1000
keepalive = 15
graceful_timeout = 1


def when_ready(_server: Any) -> None:
    """Patch what `Worker` expects to be patched in the master."""
    monkey.patch_all(os=False, signal=False)
    time.sleep = monkey.get_original("time", "sleep")
