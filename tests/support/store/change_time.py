"""Checks of the promises about the time that one change takes of the writer, and work that takes it."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from tests.support.store.backend_promises import OpenBackend, put, raised_by, stored
from tests.support.store.processes import DEADLINE_S
from wizard_service.errors import TooLarge
from wizard_service.store import Transaction

LIMIT_MS = 50
BEYOND_S = 0.06


def use_processor(seconds: float) -> None:
    """Use so much processor time of this thread."""
    ends_at = time.thread_time() + seconds
    while time.thread_time() < ends_at:
        pass


def refuses_a_change_that_works_for_too_long(open_backend: OpenBackend) -> None:
    def work(tx: Transaction) -> None:
        put("a")(tx)
        use_processor(BEYOND_S)

    with closing(open_backend(change_time_ms=LIMIT_MS)) as backend:
        assert isinstance(raised_by(lambda: backend.write(work, has_time_limit=True)), TooLarge)
        assert stored(backend) == {}


def accepts_a_change_that_waits(open_backend: OpenBackend) -> None:
    with closing(open_backend(change_time_ms=LIMIT_MS)) as backend, ThreadPoolExecutor(1) as other:

        def wait(tx: Transaction) -> None:
            put("a")(tx)
            other.submit(use_processor, BEYOND_S).result(DEADLINE_S)

        assert raised_by(lambda: backend.write(wait, has_time_limit=True)) is None
        assert stored(backend) == {"a": "v"}
