"""Wake many busy greenlets at once; print the most that ran between two ticks of a timer, and how many ran."""

from gevent import monkey

monkey.patch_all()

# ruff: noqa: E402
import json
import sys
import time
from itertools import pairwise

import gevent
from gevent.event import Event

from wizard_service.process.cooperative import yield_to_others

GREENLETS, BUSY_S = 100, 0.002
woken, ran = Event(), list[int]()
ran_at_ticks = [0]


def work(number: int) -> None:
    woken.wait()
    yield_to_others()
    until = time.monotonic() + BUSY_S
    while time.monotonic() < until:
        pass
    ran.append(number)


def tick() -> None:
    while True:
        gevent.sleep(0.0001)
        ran_at_ticks.append(len(ran))


workers = [gevent.spawn(work, number) for number in range(GREENLETS)]
gevent.spawn(tick)
gevent.sleep(0.01)
woken.set()
gevent.joinall(workers, raise_error=True)
ran_at_ticks.append(len(ran))
json.dump([max(b - a for a, b in pairwise(ran_at_ticks)), len(ran)], sys.stdout)
