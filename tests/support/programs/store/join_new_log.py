"""Open the database argv[1] as a worker while another one has created a new log and records it a moment later."""

import sys
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
records_log = sys.argv[2] == "recorded"


class OpeningLock(DatabaseLock):
    """The other worker records its log after this one has seen that it is not alone."""

    def is_only_one(self) -> bool:
        is_alone = super().is_only_one()
        if records_log:
            served = record.read()
            assert served is not None
            record.write(served._replace(files=FileNames(path).stamps()))
        return is_alone


bind_slot(1)
first = open_backend(DatabaseSettings(url=f"sqlite:///{path}"))
first.write(Change("first"))
# The last process that closes the database deletes its log.
first.close()
with closing(DatabaseLock(path)), closing(connect_existing(path)) as connection:
    connection.execute("INSERT INTO meta (key, value) VALUES ('second', 'row')")
    connection.commit()
    try:
        require_same_files(path, OpeningLock(path))
    except DatabaseInUse as refusal:
        send_fact(str(refusal))
    else:
        send_fact("joined")
