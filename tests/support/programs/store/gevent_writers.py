"""Write from 32 greenlets to the database argv[1], every tenth change raising, while the lock file is held.

The program reports how many greenlets have begun and were answered after 100 ticks of the hub, then the outcomes.
"""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402 - everything after the patch, as in a worker
import time  # noqa: E402

import gevent  # noqa: E402

from tests.support.store.program_output import send_fact  # noqa: E402
from tests.support.store.rows import event  # noqa: E402
from wizard_service.config import DatabaseSettings  # noqa: E402
from wizard_service.store import Transaction, open_backend  # noqa: E402
from wizard_service.store.repositories.events import append_events, read_feed  # noqa: E402

GREENLETS, WRITES, TICKS = 32, 10, 100


class TenthError(Exception):
    """Raised by every tenth change."""


store = open_backend(DatabaseSettings(url=f"sqlite:///{sys.argv[1]}", write_timeout_ms=30000))
begun: list[int] = []
stored: list[int] = []
unseen: list[int] = []
raised: list[int] = []


def write(number: int) -> None:
    def change(tx: Transaction) -> int:
        first = append_events(tx, "u1", [event()])[0].offset
        if number % 10 == 9:
            raise TenthError
        return first

    try:
        n = store.write(change)
    except TenthError:
        raised.append(number)
        return
    stored.append(n)
    if not read_feed(store, "u1", n - 1, investigation_id=None, limit=1):
        unseen.append(n)


def write_all(greenlet: int) -> None:
    begun.append(greenlet)
    for index in range(WRITES):
        write(greenlet * WRITES + index)


writers = [gevent.spawn(write_all, greenlet) for greenlet in range(GREENLETS)]
for _ in range(TICKS):
    time.sleep(0.001)
send_fact({"begun": len(begun), "answered": len(stored) + len(raised)})
gevent.joinall(writers, raise_error=True)
store.close()
send_fact({"stored": stored, "raised": raised, "unseen": unseen})
