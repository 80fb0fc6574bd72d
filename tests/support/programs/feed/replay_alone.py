"""Read a long feed, with nothing to wait for; print its parts and how often another greenlet ran meanwhile."""

from gevent import monkey

monkey.patch_all()

# ruff: noqa: E402
import json
import sys
import time

import gevent

from wizard_service.config import DatabaseSettings, StreamSettings
from wizard_service.domain.identity.revocations import Revocations
from wizard_service.feed.feed import REPLAY_EVENTS, Feed
from wizard_service.store import Transaction, open_backend
from wizard_service.store.repositories.events import append_events

PARTS = 4
TIME = "2026-01-01T00:00:00.000Z"
EVENT = {"investigation_id": "i1", "version": 1, "event_type": "log_appended", "timestamp": TIME, "committed_at": TIME}
EVENT |= {"actor": "a", "source": "USER", "request_id": "r", "data": "{}"}
store = open_backend(DatabaseSettings(url=f"sqlite:///{sys.argv[1]}"))
feed = Feed(store, StreamSettings(), Revocations(store))
iterations: list[None] = []


def append(tx: Transaction) -> None:
    append_events(tx, "u1", [EVENT] * REPLAY_EVENTS * PARTS)


def run_again() -> None:
    while True:
        iterations.append(None)
        time.sleep(0)


def read_all() -> int:
    offset = parts = 0
    while messages := feed.replay("u1", offset, "i1"):
        parts, offset = parts + 1, messages[-1].offset
    return parts


store.write(append)
other = gevent.spawn(run_again)
parts = gevent.spawn(read_all).get()
other.kill()
store.close()
json.dump([parts, len(iterations)], sys.stdout)
