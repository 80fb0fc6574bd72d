"""The users of a service wait for a connection to PostgreSQL in rotation."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest

from tests.support.store.processes import wait_until
from wizard_service.config import DatabaseSettings
from wizard_service.process.cooperative import enter_flow
from wizard_service.store import Transaction
from wizard_service.store.postgresql.backend import PostgresqlBackend

Work = Callable[[], object]


@pytest.fixture
def store(postgresql_url: str) -> Iterator[PostgresqlBackend]:
    settings = DatabaseSettings(postgresql_url, pool_size=1, max_overflow=0, pool_timeout_s=10)
    with closing(PostgresqlBackend(settings)) as opened:
        yield opened


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


@contextmanager
def only_connection_lent(store: PostgresqlBackend, threads: ThreadPoolExecutor) -> Iterator[None]:
    """Keep the only connection in a change during the block."""
    begun, ended = threading.Event(), threading.Event()

    def change(_: Transaction) -> None:
        begun.set()
        ended.wait()

    changing = threads.submit(store.write, change)
    begun.wait()
    try:
        yield
    finally:
        ended.set()
    changing.result()


def queue(store: PostgresqlBackend, threads: ThreadPoolExecutor, user: str, work: Work) -> Future[object]:
    """Let a user wait for a connection, behind those that wait already."""

    def run() -> object:
        enter_flow(user)
        return work()

    before = len(store._pool._fair_lock._waiting)
    future = threads.submit(run)
    # A caller cannot see that it waits, so the test reads the queue.
    wait_until(lambda: len(store._pool._fair_lock._waiting) == before + 1)
    return future


def test_users_write_in_rotation_however_many_writes_one_of_them_has_queued(
    store: PostgresqlBackend, threads: ThreadPoolExecutor
) -> None:
    ran: list[str] = []
    with only_connection_lent(store, threads):
        futures = [
            queue(store, threads, user, lambda user=user: store.write(lambda _: ran.append(user)))  # type: ignore[misc]
            for user in ["many"] * 4 + ["one", "another"]
        ]

    for future in futures:
        future.result()
    assert ran == ["many", "one", "another", "many", "many", "many"]


def test_a_read_waits_for_one_write_of_each_other_user_at_most(
    store: PostgresqlBackend, threads: ThreadPoolExecutor
) -> None:
    ran: list[str] = []
    with only_connection_lent(store, threads):
        writes = [queue(store, threads, "many", lambda: store.write(lambda _: ran.append("many"))) for _ in range(4)]
        read = queue(store, threads, "one", lambda: ran.append(str(store.select("SELECT 1 AS n"))))

    for future in [*writes, read]:
        future.result()
    assert ran.index("[{'n': 1}]") == 1


def test_a_connection_for_which_no_caller_waits_any_more_goes_to_the_next_user(
    store: PostgresqlBackend, threads: ThreadPoolExecutor
) -> None:
    with only_connection_lent(store, threads):
        assert not store._pool._fair_lock.acquire("impatient", 0.0)
        waits = queue(store, threads, "patient", lambda: store.select("SELECT 1 AS n"))

    assert waits.result() == [{"n": 1}]
