"""Changes of users that wait for each other in a process, and are committed together."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

from tests.support.store.backend_promises import put
from tests.support.store.processes import DEADLINE_S, wait_until
from wizard_service.process.cooperative import enter_flow
from wizard_service.store import Backend, Transaction
from wizard_service.store.postgresql.backend import PostgresqlBackend

Change = Callable[[Transaction], Any]


class Waiting:
    """Changes of users that wait behind a first one, until the block of `behind_a_change` ends."""

    def __init__(self, store: PostgresqlBackend, threads: ThreadPoolExecutor) -> None:
        self._store = store
        self._threads = threads
        self.futures: list[Future[Any]] = []

    def add(self, change: Change, user: str = "u1", **options: Any) -> None:
        before = self._count(user)
        self.futures.append(write_as(self._store, self._threads, user, change, **options))
        # A caller cannot see that its change has been queued, so the test reads the queue.
        wait_until(lambda: self._count(user) == before + 1)

    def errors(self) -> list[type[BaseException] | None]:
        errors = [future.exception(DEADLINE_S) for future in self.futures]
        return [type(error) if error else None for error in errors]

    def results(self) -> list[Any]:
        return [future.result(DEADLINE_S) for future in self.futures]

    def _count(self, user: str) -> int:
        return len(self._store._writer._queue._waiting.get(user, ()))


def write_as(store: Backend, threads: ThreadPoolExecutor, user: str, change: Change, **options: Any) -> Future[Any]:
    def write() -> Any:
        enter_flow(user)
        return store.write(change, **options)

    return threads.submit(write)


@contextmanager
def behind_a_change(store: PostgresqlBackend, threads: ThreadPoolExecutor, *users: str) -> Iterator[Waiting]:
    """Keep a change of each user in progress during the block."""
    may_end = threading.Event()
    with ExitStack() as ending:
        ending.callback(may_end.set)
        for user in users or ("u1",):
            begun = threading.Event()

            def first(_: Transaction, begun: threading.Event = begun) -> None:
                begun.set()
                may_end.wait(DEADLINE_S)

            write_as(store, threads, user, first)
            assert begun.wait(DEADLINE_S)
        yield Waiting(store, threads)


def transaction_of(tx: Transaction) -> int:
    ((number,),) = tx.select_tuples("SELECT pg_current_xact_id()::text::bigint")
    return int(number)


def put_and_name(key: str) -> Change:
    def change(tx: Transaction) -> int:
        put(key)(tx)
        return transaction_of(tx)

    return change
