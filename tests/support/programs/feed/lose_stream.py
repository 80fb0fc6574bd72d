"""A forked worker dies with an open stream; print the quota before the master clears its slot, and after."""

import json
import os
import sys

from wizard_service.feed.limits import stream_quota
from wizard_service.process import shared_memory

quota = stream_quota.StreamQuota(per_user=1, per_worker=10)
slot = shared_memory.assign_slot()
worker = os.fork()
if worker == 0:
    shared_memory.bind_slot(slot)
    stream = quota.acquire("u1")
    stream.__enter__()
    os._exit(0)
os.waitpid(worker, 0)
before = [quota.is_exhausted("u1"), stream_quota.open_streams(), shared_memory.live_slots() == [slot]]
stream_quota.clear_slot(slot)
shared_memory.free_slot(slot)
after = [quota.is_exhausted("u1"), stream_quota.open_streams(), shared_memory.live_slots() == [slot]]
json.dump([before, after], sys.stdout)
