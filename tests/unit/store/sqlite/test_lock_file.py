"""Another process holds the lock file: writes wait for their turn, not longer than they may, and leave nothing."""

import gc
import logging
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.support.store.changes import Change, keys
from tests.support.store.processes import DEADLINE_S, Program
from wizard_service.config import DatabaseSettings
from wizard_service.errors import StorageUnavailable
from wizard_service.store import Backend, open_backend
from wizard_service.store.sqlite.lock_file import LockFile

OpenStore = Callable[..., Backend]


def test_a_write_that_does_not_get_the_lock_in_time_is_refused_and_never_applied(
    open_store: OpenStore, database_file: Path
) -> None:
    store, change = open_store(write_timeout_ms=100), Change("withdrawn")

    with Program("hold_lock", f"{database_file}.lock") as holder:
        assert holder.next_fact() == "held"
        with pytest.raises(StorageUnavailable):
            store.write(change)
        assert holder.process.poll() is None
        holder.go_on()
        assert holder.next_fact() == "released"

        store.write(Change("later"))

    assert change.runs == 0
    assert keys(store) == ["later"]


def test_every_write_that_waits_is_refused_in_time(open_store: OpenStore, database_file: Path) -> None:
    store = open_store(write_timeout_ms=100)
    changes = [Change(f"withdrawn {number}") for number in range(80)]

    def outcome(change: Change) -> type[Exception] | None:
        try:
            store.write(change)
        except StorageUnavailable as error:
            return type(error)
        return None

    with Program("hold_lock", f"{database_file}.lock") as holder, ThreadPoolExecutor(80) as threads:
        assert holder.next_fact() == "held"
        outcomes = list(threads.map(outcome, changes))
        holder.go_on()
        assert holder.next_fact() == "released"

        store.write(Change("later"))

    assert outcomes == [StorageUnavailable] * 80
    assert [change.runs for change in changes] == [0] * 80
    assert keys(store) == ["later"]


def test_withdrawn_change_is_forgotten_although_the_lock_is_still_held(
    open_store: OpenStore, database_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # pytest would keep the failure that is logged, and with its traceback the change.
    caplog.set_level(logging.CRITICAL)
    store = open_store(write_timeout_ms=100)
    changes = [Change("large", "x" * 100_000) for _ in range(5)]
    kept = [weakref.ref(change) for change in changes]

    with closing(LockFile(database_file)) as lock, lock.held():
        while changes:
            with suppress(StorageUnavailable):
                store.write(changes.pop())
        gc.collect()

        # A process that hangs with the lock must not fill the memory of the others.
        assert [change for change in kept if change()] == []


def test_a_store_closes_although_another_process_hangs_with_the_lock(
    database_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard_service.store.sqlite.writer.CLOSE_TIMEOUT_S", 0.3)
    store = open_backend(DatabaseSettings(url=f"sqlite:///{database_file}"))
    store.write(Change("a"))

    with Program("hold_lock", f"{database_file}.lock") as holder:
        assert holder.next_fact() == "held"
        store.close()
        assert holder.process.poll() is None


@pytest.mark.parametrize("program", ["close_locked", "close_locked_plain"])
def test_a_program_ends_although_another_process_hangs_with_the_lock(database_file: Path, program: str) -> None:
    with Program("hold_lock", f"{database_file}.lock") as holder:
        assert holder.next_fact() == "held"
        with Program(program, database_file) as closer:
            assert (closer.next_fact(), closer.next_fact()) == ("open", "closed")
            assert closer.process.wait(DEADLINE_S) == 0
        assert holder.process.poll() is None


def test_closing_a_store_again_does_nothing(database_file: Path) -> None:
    store = open_backend(DatabaseSettings(url=f"sqlite:///{database_file}"))

    store.close()
    store.close()


def test_the_lock_of_a_killed_process_is_released(open_store: OpenStore, database_file: Path) -> None:
    store = open_store(write_timeout_ms=30000)
    with Program("hold_lock", f"{database_file}.lock") as holder:
        assert holder.next_fact() == "held"
        killer = threading.Thread(target=holder.process.kill)
        killer.start()

        store.write(Change("a"))

        killer.join()
    assert keys(store) == ["a"]
