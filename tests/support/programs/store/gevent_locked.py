"""Count ticks of the hub, and reads, during one write to the database argv[1] that another process keeps locked."""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402 - everything after the patch, as in a worker
import time  # noqa: E402

import gevent  # noqa: E402

from tests.support.store.changes import newest_commit  # noqa: E402
from tests.support.store.program_output import send_fact, wait_for_signal  # noqa: E402
from tests.support.store.rows import event  # noqa: E402
from wizard_service.config import DatabaseSettings  # noqa: E402
from wizard_service.errors import StorageUnavailable  # noqa: E402
from wizard_service.store import open_backend  # noqa: E402
from wizard_service.store.repositories.events import append_events  # noqa: E402

ticks = 0


def tick() -> None:
    global ticks  # noqa: PLW0603 - the fact this program reports
    while True:
        newest_commit(store)
        ticks += 1
        time.sleep(0.001)


# One attempt: no pause between attempts, in which any program would tick.
store = open_backend(DatabaseSettings(url=f"sqlite:///{sys.argv[1]}", retry_attempts=1))
ticker = gevent.spawn(tick)
time.sleep(0)
before = ticks
try:
    store.write(lambda tx: append_events(tx, "u1", [event()]))
    outcome = "stored"
except StorageUnavailable:
    outcome = "refused"
during = ticks - before
send_fact({"outcome": outcome, "ticks": during})
wait_for_signal()
store.write(lambda tx: append_events(tx, "u1", [event()]))
ticker.kill()
store.close()
send_fact("stored")
