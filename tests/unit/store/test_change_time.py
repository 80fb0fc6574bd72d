"""A change that keeps the writer busy for too long is refused, and no other change fails with it."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.support.store.backend_promises import put, stored
from tests.support.store.change_time import BEYOND_S, LIMIT_MS, use_processor
from wizard_service.errors import TooLarge
from wizard_service.store import Backend, Transaction
from wizard_service.store.sqlite.lock_file import LockFile

OpenStore = Callable[..., Backend]


def work_and_write(tx: Transaction) -> None:
    use_processor(BEYOND_S)
    put("a")(tx)


def write_and_work(tx: Transaction) -> None:
    put("a")(tx)
    use_processor(BEYOND_S)


def swallow_the_refusal(tx: Transaction) -> str:
    put("a")(tx)
    use_processor(BEYOND_S)
    try:
        put("b")(tx)
    except TooLarge:
        return "done"
    return "not refused"


@pytest.mark.parametrize("change", [work_and_write, write_and_work, swallow_the_refusal])
def test_a_change_beyond_its_processor_time_is_refused_and_undone(open_store: OpenStore, change: Any) -> None:
    store = open_store(change_time_ms=LIMIT_MS)

    with pytest.raises(TooLarge):
        store.write(change, has_time_limit=True)

    assert stored(store) == {}


def test_a_refused_change_is_not_tried_again(open_store: OpenStore) -> None:
    store = open_store(change_time_ms=LIMIT_MS, retry_attempts=3)
    runs: list[int] = []

    def work(tx: Transaction) -> None:
        runs.append(1)
        write_and_work(tx)

    with pytest.raises(TooLarge):
        store.write(work, has_time_limit=True)

    assert len(runs) == 1


def test_a_change_of_the_service_itself_has_no_limit(open_store: OpenStore) -> None:
    store = open_store(change_time_ms=LIMIT_MS)

    store.write(write_and_work)

    assert stored(store) == {"a": "v"}


def test_a_change_beyond_its_processor_time_fails_no_other_change(open_store: OpenStore) -> None:
    store = open_store(change_time_ms=LIMIT_MS)

    with ThreadPoolExecutor(8) as pool:
        refused = [pool.submit(store.write, write_and_work, has_time_limit=True) for _ in range(4)]
        written = [pool.submit(store.write, put(f"k{n}"), has_time_limit=True) for n in range(4)]

    assert all(isinstance(future.exception(), TooLarge) for future in refused)
    assert [future.exception() for future in written] == [None] * 4
    assert stored(store) == {"k0": "v", "k1": "v", "k2": "v", "k3": "v"}


def test_the_wait_for_another_writer_is_not_time_of_a_change(open_store: OpenStore, database_file: Path) -> None:
    store = open_store(change_time_ms=LIMIT_MS)
    lock = LockFile(database_file)

    with ThreadPoolExecutor(1) as pool:
        with lock.held():
            written = pool.submit(store.write, put("a"), has_time_limit=True)
            ends_at = time.monotonic() + BEYOND_S
            while time.monotonic() < ends_at:
                assert not written.done()
        assert written.exception() is None
    lock.close()
