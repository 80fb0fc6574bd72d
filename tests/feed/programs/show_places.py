"""A forked worker shows its places again and again, all alike each time; print how often another saw them torn."""

import json
import os
import signal
import sys

from wizard_service.feed.presence import Poller, Presence
from wizard_service.process import shared_memory

POLLERS, READS = 300, 2000


def show_for_ever() -> None:
    connections = Presence()
    while True:
        for number in range(POLLERS):
            connections.polled(Poller("i1", "u1", str(number)), "u1", 0, unchanged=True)
        connections.publish()


row = shared_memory.assign_slot()
worker = os.fork()
if worker == 0:
    shared_memory.bind_slot(row)
    show_for_ever()
reader = Presence()
shared_memory.bind_slot(0)
seen, torn = set(), 0
for _ in range(READS):
    polls = [place["polls"] for place in reader.on_host()]
    seen |= set(polls)
    torn += len(set(polls)) > 1 or len(polls) not in (0, POLLERS)
os.kill(worker, signal.SIGKILL)
os.waitpid(worker, 0)
json.dump([torn, len(seen) > 1], sys.stdout)
