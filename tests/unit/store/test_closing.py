"""A writer that is closing stores what it has accepted and refuses the rest, which may be repeated elsewhere."""

import sqlite3
import threading
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.store.processes import DEADLINE_S
from wizard_service.errors import StorageUnavailable
from wizard_service.store import Backend, Transaction
from wizard_service.store.models import Meta

# More than one group commit takes.
WRITES = 150


def set_value(key: str) -> Callable[[Transaction], Any]:
    return lambda tx: tx.insert(Meta, [{"key": key, "value": "v"}])


def stored_keys(connection: sqlite3.Connection) -> set[str]:
    return {key for (key,) in connection.execute("SELECT key FROM meta WHERE key <> 'epoch'")}


def test_a_write_after_the_close_is_refused_as_unavailable_and_says_nothing_about_the_storage(
    store: Backend, outside: sqlite3.Connection
) -> None:
    store.close()

    with pytest.raises(StorageUnavailable):
        store.write(set_value("late"))
    store.write_best_effort(set_value("late too"))

    assert stored_keys(outside) == set()
    assert not store.degraded.is_set


def test_every_write_is_stored_and_acknowledged_or_refused_while_the_store_closes(
    store: Backend, outside: sqlite3.Connection
) -> None:
    answers: dict[str, str] = {}
    is_committing, may_commit = threading.Event(), threading.Event()

    def write(key: str, change: Callable[[Transaction], Any]) -> None:
        try:
            store.write(change)
            answers[key] = "stored"
        except StorageUnavailable:
            answers[key] = "refused"

    def block(tx: Transaction) -> None:
        is_committing.set()
        assert may_commit.wait(DEADLINE_S)
        set_value("first")(tx)

    first = threading.Thread(target=write, args=("first", block))
    first.start()
    assert is_committing.wait(DEADLINE_S)
    names = [f"key {number}" for number in range(WRITES)]
    queued = [threading.Thread(target=write, args=(name, set_value(name))) for name in names]
    for thread in queued:
        thread.start()
    closing = threading.Thread(target=store.close)
    closing.start()
    may_commit.set()
    for thread in [first, *queued, closing]:
        thread.join(DEADLINE_S)

    assert answers.keys() == {"first", *names}
    assert stored_keys(outside) == {key for key, answer in answers.items() if answer == "stored"}
    assert answers["first"] == "stored"
