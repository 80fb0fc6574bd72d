"""Truncate the sidecar files of the database in argv[1] while they are in use, then use them."""

import os
import sys
from pathlib import Path

from tests.support.store.program_output import send_fact
from wizard_service.store.sqlite.identity.epoch import HighWaterMark
from wizard_service.store.sqlite.sidecar import DegradedFile

database = Path(sys.argv[1])
degraded, mark = DegradedFile(database), HighWaterMark(database)
for suffix in (".degraded", ".tail"):
    os.truncate(f"{database}{suffix}", 0)

degraded.set()
mark.advance(7)

send_fact({"degraded": degraded.is_set, "seq": mark.commit_seq})
