"""Hand over best-effort writes to the database argv[1], whose lock another process holds, as in a gevent worker."""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402 - everything after the patch, as in a worker
import time  # noqa: E402

from tests.support.store.changes import Change  # noqa: E402
from tests.support.store.program_output import send_fact, wait_for_signal  # noqa: E402
from wizard_service.config import DatabaseSettings  # noqa: E402
from wizard_service.store import open_backend  # noqa: E402

store = open_backend(DatabaseSettings(url=f"sqlite:///{sys.argv[1]}", write_timeout_ms=600_000))
store.write_best_effort(Change("first"))
send_fact("open")
time.sleep(0)
# The writer's thread waits for the lock meanwhile, so it accepts no further work.
wait_for_signal()
store.write_best_effort(Change("second"))
store.write_best_effort(Change("third"))
send_fact("handed over")
wait_for_signal()
store.close()
send_fact("closed")
