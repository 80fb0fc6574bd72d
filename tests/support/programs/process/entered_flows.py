"""Print the order in which greenlets ran: two that never wait between their entries, then one that has waited."""

from gevent import monkey

monkey.patch_all()

# ruff: noqa: E402
import json
import sys

import gevent

from wizard_service.process.cooperative import enter_flow

ENTRIES = 4
without_waiting, after_waiting = list[str](), list[str]()


def enter_often(flow: str) -> None:
    for _ in range(ENTRIES):
        enter_flow(flow)
        without_waiting.append(flow)


def enter_after_waiting() -> None:
    enter_flow("waiting")
    gevent.sleep(0.001)
    gevent.spawn(after_waiting.append, "ready")
    enter_flow("waiting")
    after_waiting.append("waiting")


gevent.joinall([gevent.spawn(enter_often, flow) for flow in ("first", "second")], raise_error=True)
gevent.spawn(enter_after_waiting).get()
gevent.sleep(0)
json.dump([without_waiting, after_waiting], sys.stdout)
