"""The file system does not lock: every write is refused as unavailable, and no refused write is stored later."""

import errno
import fcntl
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.store.broken_locks import BrokenLocks, break_locks
from tests.support.store.changes import Change, keys
from tests.support.store.processes import wait_until
from wizard_service.errors import StorageUnavailable, TransientStorageError
from wizard_service.store import Backend
from wizard_service.store.sqlite.lock_file import LockFile, verify_locks

OpenStore = Callable[..., Backend]


@pytest.fixture
def locks(monkeypatch: pytest.MonkeyPatch) -> BrokenLocks:
    return break_locks(monkeypatch)


@pytest.mark.parametrize("code", [errno.EIO, errno.ENOLCK, errno.EOPNOTSUPP, errno.EINTR, errno.ETIMEDOUT])
def test_a_write_that_cannot_lock_is_unavailable_and_not_stored_with_the_next_one(
    open_store: OpenStore, locks: BrokenLocks, code: int
) -> None:
    store = open_store(retry_attempts=2)
    changes = [Change(f"refused {number}") for number in range(5)]

    locks.code = code
    for change in changes:
        with pytest.raises(StorageUnavailable) as refused:
            store.write(change)
        assert os.strerror(code) in str(refused.value.__cause__)
    assert store.degraded.is_set
    locks.code = None
    store.write(Change("later"))

    assert keys(store) == ["later"]
    assert [change.runs for change in changes] == [0] * 5
    assert not store.degraded.is_set


def test_more_writes_than_a_group_that_cannot_lock_leave_nothing_queued(
    open_store: OpenStore, locks: BrokenLocks
) -> None:
    store = open_store()

    def outcome(number: int) -> type[Exception] | None:
        try:
            store.write(Change(f"refused {number}"))
        except StorageUnavailable as error:
            return type(error)
        return None

    locks.code = errno.ENOLCK
    with ThreadPoolExecutor(80) as threads:
        outcomes = list(threads.map(outcome, range(160)))
    locks.code = None
    store.write(Change("later"))

    assert outcomes == [StorageUnavailable] * 160
    assert keys(store) == ["later"]


def test_a_best_effort_write_that_cannot_lock_is_dropped(open_store: OpenStore, locks: BrokenLocks) -> None:
    store = open_store()

    locks.code = errno.EIO
    store.write_best_effort(lambda tx: Change("dropped")(tx) and None)
    with pytest.raises(StorageUnavailable):
        store.write(Change("refused"))
    locks.code = None
    store.write(Change("later"))

    assert keys(store) == ["later"]


def test_a_lock_that_cannot_be_released_does_not_change_the_answer_and_is_free_again(
    open_store: OpenStore, database_file: Path, locks: BrokenLocks
) -> None:
    store = open_store()
    locks.operations, locks.code = fcntl.LOCK_UN, errno.EIO

    store.write(Change("stored"))
    with closing(LockFile(database_file)) as other, other.held():
        assert keys(store) == ["stored"]
    store.write(Change("stored next"))

    assert keys(store) == ["stored", "stored next"]


def test_writes_are_refused_and_discarded_when_the_database_folder_is_inaccessible(
    open_store: OpenStore, database_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store()
    with monkeypatch.context() as failing:
        failing.setattr("wizard_service.store.sqlite.identity.files.os.stat", _refuse)
        with pytest.raises(StorageUnavailable):
            store.write(Change("refused"))

    store.write(Change("later"))

    assert keys(store) == ["later"]


def test_a_store_closes_although_locks_fail(open_store: OpenStore, locks: BrokenLocks) -> None:
    store = open_store()
    store.write(Change("a"))

    locks.code = errno.EIO
    store.close()
    locks.code = None

    assert keys(open_store()) == ["a"]


def test_a_store_that_cannot_lock_the_database_does_not_open(
    open_store: OpenStore, database_file: Path, locks: BrokenLocks
) -> None:
    locks.code = errno.ENOLCK
    descriptors = len(os.listdir("/proc/self/fd"))

    with pytest.raises(TransientStorageError, match=os.strerror(errno.ENOLCK)):
        open_store()

    wait_until(lambda: len(os.listdir("/proc/self/fd")) <= descriptors)


def test_a_lock_held_by_another_process_is_not_reported_as_a_file_system_fault(database_file: Path) -> None:
    with closing(LockFile(database_file)) as lock, lock.held():
        verify_locks(database_file)


def test_probing_finds_a_file_system_that_does_not_lock(database_file: Path, locks: BrokenLocks) -> None:
    locks.code = errno.ENOLCK

    with pytest.raises(TransientStorageError, match=os.strerror(errno.ENOLCK)):
        verify_locks(database_file)


def _refuse(path: Path) -> None:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
