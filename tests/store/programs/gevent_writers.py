"""Write from 32 greenlets to the database argv[1], every tenth change raising, while somebody holds the lock file.

Tells how many greenlets were answered after 100 ticks of the hub, then the numbers that were stored and the refusals.
"""

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402 - everything after the patch, as in a worker
import sys  # noqa: E402
import time  # noqa: E402

import gevent  # noqa: E402
from store_rows import event  # noqa: E402

from wizard_service.config import DatabaseSettings  # noqa: E402
from wizard_service.store import Store, Transaction  # noqa: E402
from wizard_service.store.event_log import append_events  # noqa: E402

GREENLETS, WRITES, TICKS = 32, 10, 100

store = Store(DatabaseSettings(url=f"sqlite:///{sys.argv[1]}", write_timeout_ms=30000))
stored: list[int] = []
raised: list[str] = []


class TenthError(Exception):
    """Raised by every tenth change."""


def write(number: int) -> None:
    def change(tx: Transaction) -> int:
        first = append_events(tx, "u1", [event()])[0].n
        if number % 10 == 9:
            raise TenthError(str(number))
        return first

    try:
        stored.append(store.write(change))
    except TenthError as error:
        raised.append(str(error))


def write_all(greenlet: int) -> None:
    for turn in range(WRITES):
        write(greenlet * WRITES + turn)


writers = [gevent.spawn(write_all, greenlet) for greenlet in range(GREENLETS)]
for _ in range(TICKS):
    time.sleep(0.001)
print(json.dumps({"ticks": TICKS, "answered": len(stored) + len(raised)}), flush=True)
gevent.joinall(writers, raise_error=True)
seen = [row["n"] for row in store.read(store.reader.bind_ctx and __import__("wizard_service.store.models", fromlist=["Event"]).Event.select())]
store.close()
print(json.dumps({"stored": stored, "raised": raised}), flush=True)
