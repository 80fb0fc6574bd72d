"""Checks of the promises that every database backend makes to the domain; they run on any backend.

A check gets a function that opens the same database once more, as another process would, with its own settings.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from typing import Any

from tests.support.store.processes import DEADLINE_S, wait_until
from tests.support.store.rows import event
from wizard_service.errors import StorageError, StorageUnavailable, TransientStorageError, UniqueViolation
from wizard_service.store import Backend, StoredEvent, Transaction
from wizard_service.store.models import Meta
from wizard_service.store.repositories.events import append_events

OpenBackend = Callable[..., Backend]
Check = Callable[[OpenBackend], None]

LOCKS = [("investigation", "inv_1")]
# Long enough for a writer that is not kept out to finish; a backend that keeps it out costs every run this time.
OVERLAP_S = 0.5


class ChangeError(Exception):
    """The error that a change of a check raises."""


def put(key: str, value: str = "v") -> Callable[[Transaction], None]:
    return lambda tx: tx.insert(Meta, [{"key": key, "value": value}])


def stored(backend: Backend) -> dict[str, str]:
    """Return the keys and values that the checks have stored."""
    rows = backend.select("SELECT key, value FROM meta WHERE key NOT IN ('epoch', 'storage_probe')")
    return {row["key"]: row["value"] for row in rows}


def fail_half_way(tx: Transaction) -> None:
    """Write a key and an event, then raise."""
    put("half")(tx)
    append_events(tx, "u1", [event()])
    raise ChangeError


def is_atomic(open_backend: OpenBackend) -> None:
    with closing(open_backend()) as backend:
        with suppress(ChangeError):
            backend.write(fail_half_way)
        backend.write(put("next"))

        assert stored(backend) == {"next": "v"}
        assert backend.select("SELECT * FROM events") == []


def is_durable(open_backend: OpenBackend) -> None:
    with closing(open_backend()) as backend, closing(open_backend()) as other:
        backend.write(put("a"))
        assert stored(other) == {"a": "v"}


def is_isolated_under_its_locks(open_backend: OpenBackend) -> None:
    first_has_read, second_is_done = threading.Event(), threading.Event()

    def add_one(tx: Transaction) -> None:
        (row,) = tx.select("SELECT value FROM meta WHERE key = 'counter'")
        first_has_read.set()
        if row["value"] == "0":
            second_is_done.wait(OVERLAP_S)
        tx.update(Meta, {"value": str(int(row["value"]) + 1)}, {"key": "counter"})

    with ExitStack() as stack:
        first, second = (stack.enter_context(closing(open_backend())) for _ in range(2))
        first.write(put("counter", "0"))
        thread = stack.enter_context(ThreadPoolExecutor(1))
        begun = thread.submit(first.write, add_one, locks=LOCKS)
        assert first_has_read.wait(DEADLINE_S)
        second.write(add_one, locks=LOCKS)
        second_is_done.set()
        begun.result(DEADLINE_S)

        assert stored(first) == {"counter": "2"}


def has_an_ordered_tail(open_backend: OpenBackend) -> None:
    with ExitStack() as stack:
        backends = [stack.enter_context(closing(open_backend())) for _ in range(3)]
        reader, position = backends[0], backends[0].tail_end()
        threads = stack.enter_context(ThreadPoolExecutor(6))
        for number in range(60):
            owner = f"u{number % 2}"
            threads.submit(backends[number % 3].write, lambda tx, owner=owner: append_events(tx, owner, [event()] * 2))
        received: list[StoredEvent] = []
        for _ in range(3000):
            if len(received) == 120:
                break
            reader.wait_for_commit(0.01)
            position, events = reader.read_tail(position, 7)
            received += events

    for owner in ("u0", "u1"):
        assert [event.offset for event in received if event.owner == owner] == list(range(1, 61))


def reads_a_snapshot_of_one_moment(open_backend: OpenBackend) -> None:
    with closing(open_backend()) as backend, closing(open_backend()) as other:
        with backend.snapshot() as reader:
            before = reader.select("SELECT key FROM meta")
            other.write(put("a"))
            after = reader.select("SELECT key FROM meta")

        assert after == before
        assert stored(backend) == {"a": "v"}


def runs_a_change_again_after_a_transient_error(open_backend: OpenBackend) -> None:
    runs: list[int] = []

    def fail_once(tx: Transaction) -> str:
        runs.append(1)
        put(f"run {len(runs)}")(tx)
        if len(runs) == 1:
            raise TransientStorageError("busy")
        return "done"

    with closing(open_backend(retry_delay_ms=1)) as backend:
        try:
            result = backend.write(fail_once)
        except Exception as error:
            raise AssertionError("the transient error was not retried") from error

        assert (result, stored(backend)) == ("done", {"run 2": "v"})


def waits_for_other_writers_not_longer_than_it_may(open_backend: OpenBackend) -> None:
    holds, may_end = threading.Event(), threading.Event()

    def hold(_: Transaction) -> None:
        holds.set()
        may_end.wait(DEADLINE_S)

    with ExitStack() as stack:
        holder = stack.enter_context(closing(open_backend()))
        backend = stack.enter_context(closing(open_backend(write_timeout_ms=50, retry_attempts=1)))
        threads = stack.enter_context(ThreadPoolExecutor(2))
        stack.callback(may_end.set)
        threads.submit(holder.write, hold, locks=LOCKS)
        assert holds.wait(DEADLINE_S)

        refused = threads.submit(backend.write, put("late"), locks=LOCKS)

        assert isinstance(refused.exception(OVERLAP_S * 4), StorageUnavailable)
    with closing(open_backend()) as later:
        assert stored(later) == {}


def notices_commits_of_others(open_backend: OpenBackend) -> None:
    with closing(open_backend()) as backend, closing(open_backend()) as other:
        while backend.wait_for_commit(0):
            backend.tail_end()
        other.write(lambda tx: append_events(tx, "u1", [event()]))

        assert backend.wait_for_commit(OVERLAP_S)


def raises_the_errors_of_the_seam_alone(open_backend: OpenBackend) -> None:
    with closing(open_backend()) as backend:
        backend.write(put("a"))

        assert isinstance(raised_by(lambda: backend.select("SELECT nothing FROM nowhere")), StorageError)
        assert isinstance(raised_by(lambda: backend.write(put("a"))), UniqueViolation)


def loses_a_best_effort_write_in_silence(open_backend: OpenBackend) -> None:
    with closing(open_backend()) as backend:
        backend.write_best_effort(fail_half_way)
        backend.write_best_effort(put("kept"))
        backend.write(put("next"))

        wait_until(lambda: stored(backend) == {"kept": "v", "next": "v"})


def raised_by(call: Callable[[], Any]) -> Exception | None:
    """Return the error of a call, None when it returns."""
    try:
        call()
    except Exception as error:  # noqa: BLE001 - the check compares its type
        return error
    return None
