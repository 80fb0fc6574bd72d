"""Report which files next to the database argv[1] Python code opens while a store works."""

import json
import os
import sys
from typing import Any

from tests.support.store.changes import newest_commit
from tests.support.store.program_output import send_fact
from tests.support.store.rows import event
from wizard_service.config import DatabaseSettings
from wizard_service.store import Position, open_backend
from wizard_service.store.repositories.events import append_events, feed_bounds, read_feed, read_versions

opened: list[str] = []
connected: list[str] = []


def watch(name: str, arguments: tuple[Any, ...]) -> None:
    if name == "open" and isinstance(arguments[0], str | bytes):
        opened.append(os.fsdecode(arguments[0]))
    if name == "sqlite3.connect":
        connected.append(os.fsdecode(arguments[0]))


sys.addaudithook(watch)
store = open_backend(DatabaseSettings(url=f"sqlite:///{sys.argv[1]}"))
for _ in range(30):
    store.write(lambda tx: append_events(tx, "u1", [event(data=json.dumps("x" * 200_000))]))
    newest_commit(store)
    read_feed(store, "u1", 0, investigation_id=None, limit=10)
    store.read_tail(Position(0), 10)
    feed_bounds(store, "u1")
    read_versions(store, "u1", 1, "inv_1", limit=10, max_bytes=1024)
store.close()

folder = os.path.dirname(sys.argv[1])
send_fact({"opened": [path for path in opened if path.startswith(folder)], "connected": connected})
