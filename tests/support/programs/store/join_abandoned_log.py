"""Open the database argv[1] as two workers at once, after a third one was killed that had created a new log."""

import sys
import threading
from contextlib import closing
from pathlib import Path

from tests.support.store.changes import Change
from tests.support.store.program_output import send_fact
from wizard_service.config import DatabaseSettings
from wizard_service.process.shared_memory import bind_slot
from wizard_service.store import open_backend
from wizard_service.store.sqlite.connection import connect_existing
from wizard_service.store.sqlite.identity.files import FileNames
from wizard_service.store.sqlite.identity.open_lock import DatabaseInUse, DatabaseLock
from wizard_service.store.sqlite.identity.opening import require_same_files
from wizard_service.store.sqlite.identity.record import ServedRecord

path = Path(sys.argv[1])
record = ServedRecord(path)
# Each worker has taken its lock before one of them looks for others.
both_locked = threading.Barrier(2)
outcomes: list[str] = []


def join() -> None:
    with closing(DatabaseLock(path)) as lock:
        both_locked.wait()
        try:
            require_same_files(path, lock)
        except DatabaseInUse as refusal:
            outcomes.append(str(refusal))
            return
        served = record.read()
        assert served is not None
        record.write(served._replace(files=FileNames(path).stamps()))
        outcomes.append("joined")


bind_slot(1)
first = open_backend(DatabaseSettings(url=f"sqlite:///{path}"))
first.write(Change("first"))
# The last process that closes the database deletes its log.
first.close()
# A connection without the lock of its process leaves what a killed worker leaves.
with closing(connect_existing(path)) as connection:
    connection.execute("INSERT INTO meta (key, value) VALUES ('second', 'row')")
    connection.commit()
    workers = [threading.Thread(target=join) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
send_fact(outcomes)
