"""Read the database in argv[1], which lies on a read-only file system, until the test signals that it has changed."""

import sys
from pathlib import Path

from tests.support.store.program_output import send_fact, wait_for_signal
from wizard_service.errors import TransientStorageError
from wizard_service.store.sqlite.connection import connected

try:
    with connected(Path(sys.argv[1])) as connection:
        connection.execute("SELECT count(*) FROM meta").fetchone()
        send_fact("reading")
        wait_for_signal()
except TransientStorageError as error:
    send_fact(str(error))
