"""A change that keeps the writer busy for too long is refused, and no other change fails with it."""

import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from wizard_service.errors import TooLarge
from wizard_service.store import Backend, Transaction
from wizard_service.store.models import Meta

OpenStore = Callable[..., Backend]


def set_value(key: str, value: str = "v") -> Any:
    return lambda tx: tx.insert(Meta, [{"key": key, "value": value}])


def keys(connection: sqlite3.Connection) -> list[str]:
    return [key for (key,) in connection.execute("SELECT key FROM meta WHERE key <> 'epoch' ORDER BY key")]


def spin(seconds: float) -> None:
    """Use so much processor time of this thread."""
    ends_at = time.thread_time() + seconds
    while time.thread_time() < ends_at:
        pass


def spin_and_write(tx: Transaction) -> None:
    spin(0.02)
    set_value("a")(tx)


def write_and_spin(tx: Transaction) -> None:
    set_value("a")(tx)
    spin(0.02)


@pytest.mark.parametrize("change", [spin_and_write, write_and_spin])
def test_a_change_beyond_its_processor_time_is_refused_and_undone(
    open_store: OpenStore, outside: sqlite3.Connection, change: Any
) -> None:
    store = open_store(change_time_ms=10)

    with pytest.raises(TooLarge):
        store.write(change, is_limited=True)
    assert keys(outside) == []
    # Changes of the service itself, such as purges, have their own measure.
    store.write(change)
    assert keys(outside) == ["a"]


def test_a_change_beyond_its_processor_time_fails_no_other_change(
    open_store: OpenStore, outside: sqlite3.Connection
) -> None:
    store = open_store(change_time_ms=10)

    with ThreadPoolExecutor(8) as pool:
        refused = [pool.submit(store.write, write_and_spin, is_limited=True) for _ in range(4)]
        written = [pool.submit(store.write, set_value(f"k{n}"), is_limited=True) for n in range(4)]

    assert all(isinstance(future.exception(), TooLarge) for future in refused)
    assert [future.exception() for future in written] == [None] * 4
    assert keys(outside) == ["k0", "k1", "k2", "k3"]
