"""Wake many greenlets of one flow and then one of another; print the order in which they ran, by their flows.

Two of the greenlets that wait are killed.
"""

from gevent import monkey

monkey.patch_all()

# ruff: noqa: E402
import json
import sys
import time

import gevent
from gevent.event import Event

from wizard_service.process.cooperative import MAX_OCCUPIED_S, enter_flow

GREENLETS = 30
woken, ran = Event(), list[str]()


def work(flow: str) -> None:
    woken.wait()
    enter_flow(flow)
    until = time.monotonic() + 1.5 * MAX_OCCUPIED_S
    while time.monotonic() < until:
        pass
    ran.append(flow)


workers = [gevent.spawn(work, "many") for _ in range(GREENLETS)]
workers += [gevent.spawn(work, "one")]
gevent.sleep(0.01)
woken.set()
while len(ran) < 3:
    gevent.sleep(0)
for waiting in workers[10:12]:
    waiting.kill()
gevent.joinall(workers, raise_error=True)
json.dump(ran, sys.stdout)
