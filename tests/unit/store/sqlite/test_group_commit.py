"""Changes that wait together are committed together, and stay independent of each other."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.support.store.change_time import use_processor
from tests.support.store.processes import wait_until
from tests.support.store.rows import event
from wizard_service.config import Config
from wizard_service.process.cooperative import enter_flow
from wizard_service.store import Backend, Transaction, open_backend
from wizard_service.store.repositories.events import append_events, read_feed
from wizard_service.store.sqlite.commit_group import GROUP_SIZE, GROUP_TIME_S
from wizard_service.store.sqlite.lock_file import LockFile

OpenStore = Callable[..., Backend]

WAITING = 3 * GROUP_SIZE + 8


class OddError(Exception):
    """Raised by every change with an odd number."""


def append(tx: Transaction) -> int:
    return append_events(tx, "u1", [event()])[0].offset


def numbers_stored(store: Backend) -> list[int]:
    return [stored.offset for stored in read_feed(store, "u1", 0, investigation_id=None, limit=10_000)]


@contextmanager
def closed_gate(database: Path) -> Iterator[ExitStack]:
    """Hold the lock file until what is yielded is closed: all that is written meanwhile has to wait together."""
    lock = LockFile(database)
    with ExitStack() as held:
        held.enter_context(lock.held())
        yield held
    lock.close()


@pytest.fixture
def gate(store: Backend, database_file: Path) -> Iterator[ExitStack]:
    with closed_gate(database_file) as gate:
        yield gate


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(WAITING) as pool:
        yield pool


def all_wait(store: Backend, futures: list[Future[int]]) -> None:
    # A caller cannot see that its change has been queued, so the test reads the queue.
    wait_until(lambda: len(store._writer._pending) == len(futures))


def test_changes_that_wait_together_share_commits_of_at_most_one_group(
    store: Backend, threads: ThreadPoolExecutor, gate: ExitStack
) -> None:
    statements: list[str] = []
    futures = [threads.submit(store.write, append) for _ in range(WAITING)]
    all_wait(store, futures)
    # The writer waits for the lock file: its connection may be looked at from here.
    store._writer._database.connection().set_trace_callback(statements.append)

    gate.close()
    numbers = [future.result() for future in futures]

    groups = "\n".join(statements).split("COMMIT")
    sizes = [group.count("\nSAVEPOINT") for group in groups]
    assert sorted(numbers) == list(range(1, WAITING + 1))
    assert [size for size in sizes if size] == [GROUP_SIZE, GROUP_SIZE, GROUP_SIZE, 8]


def test_users_are_served_in_rotation_by_groups_that_end_with_a_slow_change(
    open_store: OpenStore, database_file: Path, threads: ThreadPoolExecutor
) -> None:
    store, ran, statements = open_store(write_timeout_ms=60_000), list[str](), list[str]()

    def write(user: str) -> int:
        def change(_: Transaction) -> int:
            use_processor(1.1 * GROUP_TIME_S)
            ran.append(user)
            return len(ran)

        enter_flow(user)
        return store.write(change)

    futures: list[Future[int]] = []
    with closed_gate(database_file) as gate:
        for user in ["many"] * 3 + ["one", "another"]:
            futures.append(threads.submit(write, user))
            all_wait(store, futures)
        store._writer._database.connection().set_trace_callback(statements.append)
        gate.close()

    assert sorted(future.result() for future in futures) == [1, 2, 3, 4, 5]
    assert ran[:3] == ["many", "one", "another"]
    # A second change is claimed before the first one runs, because a change that is alone needs no savepoint.
    assert statements.count("COMMIT") == 3


def test_write_that_raises_rolls_back_only_its_own_change(
    store: Backend, threads: ThreadPoolExecutor, gate: ExitStack
) -> None:
    def change_of(number: int) -> int:
        def change(tx: Transaction) -> int:
            n = append(tx)
            if number % 2:
                raise OddError(number)
            return n

        return store.write(change)

    futures = [threads.submit(change_of, number) for number in range(40)]
    all_wait(store, futures)

    gate.close()
    errors = [future.exception() for future in futures]

    assert [error.args if error else None for error in errors] == [(n,) if n % 2 else None for n in range(40)]
    assert {type(error) for error in errors if error} == {OddError}
    numbers = [future.result() for future in futures[::2]]
    assert sorted(numbers) == numbers_stored(store) == list(range(1, 21))


def test_statement_that_sqlite_refuses_fails_its_own_change_alone(
    open_store: OpenStore, database_file: Path, threads: ThreadPoolExecutor
) -> None:
    store = open_store(retry_attempts=1)

    def refused(tx: Transaction) -> int:
        append(tx)
        tx.select("SELECT json_extract('{', '$.a')")
        return 0

    with closed_gate(database_file) as gate:
        futures = [threads.submit(store.write, change) for change in (append, append, refused, append, append)]
        all_wait(store, futures)
        gate.close()
        failed = [future.exception() is not None for future in futures]

    assert failed == [False, False, True, False, False]
    assert numbers_stored(store) == [1, 2, 3, 4]


def test_writes_of_many_threads_are_numbered_without_gaps(store: Backend, threads: ThreadPoolExecutor) -> None:
    def write_pairs(_: int) -> list[tuple[int, ...]]:
        change = [event(), event()]
        return [
            store.write(lambda tx: tuple(each.offset for each in append_events(tx, "u1", change))) for _ in range(25)
        ]

    pairs = [pair for written in threads.map(write_pairs, range(16)) for pair in written]

    assert all(second == first + 1 for first, second in pairs)
    assert sorted(n for pair in pairs for n in pair) == numbers_stored(store) == list(range(1, 801))


def test_each_thread_reads_what_it_wrote(store: Backend, threads: ThreadPoolExecutor) -> None:
    def write_and_read(_: int) -> bool:
        n = store.write(append)
        return [stored.offset for stored in read_feed(store, "u1", n - 1, investigation_id=None, limit=1)] == [n]

    assert all(threads.map(write_and_read, range(64)))


def test_close_stores_pending_writes(config: Config, database_file: Path, threads: ThreadPoolExecutor) -> None:
    store = open_backend(config.database)
    with closed_gate(database_file) as gate:
        futures = [threads.submit(store.write, append) for _ in range(GROUP_SIZE)]
        all_wait(store, futures)

        closing = threads.submit(store.close)
        gate.close()
        closing.result()

    assert sorted(future.result() for future in futures) == list(range(1, GROUP_SIZE + 1))
