"""Close a store on the database argv[1], whose lock somebody holds, then end."""

import sys
import threading
from contextlib import suppress

from store_changes import Change
from store_telling import tell

from wizard_service.config import DatabaseSettings
from wizard_service.errors import StorageUnavailable
from wizard_service.store import Store

store = Store(DatabaseSettings(url=f"sqlite:///{sys.argv[1]}", write_timeout_ms=100, retry_attempts=1))
tell("open")


def write() -> None:
    with suppress(StorageUnavailable):
        store.write(Change("never"))


writer = threading.Thread(target=write)
writer.start()
writer.join()
store.close()
tell("closed")
