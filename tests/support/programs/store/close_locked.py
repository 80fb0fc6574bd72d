"""Close a store on the database argv[1], whose lock another process holds, then exit, as in a gevent worker."""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402
import threading  # noqa: E402
from contextlib import suppress  # noqa: E402

from tests.support.store.changes import Change  # noqa: E402
from tests.support.store.program_output import send_fact  # noqa: E402
from wizard_service.config import DatabaseSettings  # noqa: E402
from wizard_service.errors import StorageUnavailable  # noqa: E402
from wizard_service.store import open_backend  # noqa: E402
from wizard_service.store.sqlite import writer  # noqa: E402

writer.CLOSE_TIMEOUT_S = 0.3
store = open_backend(DatabaseSettings(url=f"sqlite:///{sys.argv[1]}", write_timeout_ms=100, retry_attempts=1))
send_fact("open")


def write() -> None:
    with suppress(StorageUnavailable):
        store.write(Change("never"))


writing = threading.Thread(target=write)
writing.start()
writing.join()
store.close()
send_fact("closed")
