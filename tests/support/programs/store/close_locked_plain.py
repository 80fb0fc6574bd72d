"""Close a store on the database argv[1], whose lock another process holds, then exit."""

import sys
import threading
from contextlib import suppress

from tests.support.store.changes import Change
from tests.support.store.program_output import send_fact
from wizard_service.config import DatabaseSettings
from wizard_service.errors import StorageUnavailable
from wizard_service.store import open_backend
from wizard_service.store.sqlite import writer

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
