"""A forked worker publishes entries that are all alike, again and again; print how often a reader saw them differ."""

import json
import os
import signal
import sys

from wizard_service.feed.presence import Poller, Presence
from wizard_service.process import shared_memory

POLLERS, READS = 300, 2000


def publish_without_end() -> None:
    presence = Presence()
    while True:
        for number in range(POLLERS):
            presence.polled(Poller("i1", "u1", str(number)), "u1", 0, unchanged=True)
        presence.publish()


slot = shared_memory.assign_slot()
worker = os.fork()
if worker == 0:
    shared_memory.bind_slot(slot)
    publish_without_end()
reader = Presence()
shared_memory.bind_slot(0)
seen, torn = set(), 0
for _ in range(READS):
    polls = [entry["polls"] for entry in reader.on_host()]
    seen |= set(polls)
    torn += len(set(polls)) > 1 or len(polls) not in (0, POLLERS)
os.kill(worker, signal.SIGKILL)
os.waitpid(worker, 0)
json.dump([torn, len(seen) > 1], sys.stdout)
