"""A forked worker dies with a seat; print whether it was missing before the master cleared the row, and after."""

import json
import os
import sys

from wizard_service.feed.limits import stream_quota
from wizard_service.process import shared_memory

mine = stream_quota.StreamQuota(per_user=1, per_worker=10)
row = shared_memory.assign_slot()
worker = os.fork()
if worker == 0:
    shared_memory.bind_slot(row)
    kept = mine.acquire("u1")
    kept.__enter__()
    os._exit(0)
os.waitpid(worker, 0)
lost = [mine.is_exhausted("u1"), stream_quota.open_streams(), shared_memory.live_slots() == [row]]
stream_quota.clear_row(row)
shared_memory.free_slot(row)
json.dump(
    [lost, [mine.is_exhausted("u1"), stream_quota.open_streams(), shared_memory.live_slots() == [row]]], sys.stdout
)
