"""Changes of one user that wait together are committed together, and stay independent of each other."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.support.postgresql_changes import behind_a_change, transaction_of, write_as
from tests.support.store.backend_promises import put, stored
from tests.support.store.change_time import BEYOND_S, use_processor
from tests.support.store.processes import DEADLINE_S, wait_until
from tests.support.store.rows import event
from wizard_service.config import DatabaseSettings
from wizard_service.errors import StorageError, StorageUnavailable, TooLarge
from wizard_service.store import Transaction
from wizard_service.store.postgresql.backend import PostgresqlBackend
from wizard_service.store.postgresql.change_queue import GROUP_SIZE
from wizard_service.store.postgresql.commit_group import GROUP_TIME_S
from wizard_service.store.repositories.events import append_events


class OddError(Exception):
    """Raised by a change itself."""


def test_changes_of_a_user_that_wait_together_share_transactions_of_at_most_one_group(
    store: PostgresqlBackend, threads: ThreadPoolExecutor
) -> None:
    def append(tx: Transaction) -> tuple[int, int]:
        return append_events(tx, "u1", [event()])[0].offset, transaction_of(tx)

    with behind_a_change(store, threads) as waiting:
        for _ in range(GROUP_SIZE + 3):
            waiting.add(append)

    offsets, transactions = zip(*waiting.results(), strict=True)
    assert offsets == tuple(range(1, GROUP_SIZE + 4))
    assert [transactions.count(number) for number in sorted({*transactions})] == [GROUP_SIZE, 3]


def test_a_change_waits_for_no_change_of_another_user(store: PostgresqlBackend, threads: ThreadPoolExecutor) -> None:
    with behind_a_change(store, threads, "u1"):
        write_as(store, threads, "u2", put("a")).result(DEADLINE_S)

        assert stored(store) == {"a": "v"}


def test_a_change_that_raises_rolls_back_its_own_effects_alone(
    store: PostgresqlBackend, threads: ThreadPoolExecutor
) -> None:
    def raise_odd(tx: Transaction) -> None:
        put("odd")(tx)
        raise OddError

    def be_refused(tx: Transaction) -> None:
        put("refused")(tx)
        tx.select("SELECT 1 / 0")

    def ignore_the_refusal(tx: Transaction) -> str:
        try:
            be_refused(tx)
        except StorageError:
            return "ignored"
        return "not refused"

    with behind_a_change(store, threads) as waiting:
        for change in (put("a"), raise_odd, put("b"), be_refused, put("c"), ignore_the_refusal, put("d")):
            waiting.add(change)

    assert waiting.errors() == [None, OddError, None, StorageError, None, StorageError, None]
    assert stored(store) == dict.fromkeys("abcd", "v")


def test_an_ignored_refusal_of_a_change_that_is_alone_is_reported(store: PostgresqlBackend) -> None:
    def ignore(tx: Transaction) -> None:
        put("a")(tx)
        with pytest.raises(StorageError):
            tx.select("SELECT 1 / 0")

    with pytest.raises(StorageError, match="ignored"):
        store.write(ignore)

    assert stored(store) == {}


def test_a_change_beyond_its_processor_time_fails_no_other_change(
    store: PostgresqlBackend, threads: ThreadPoolExecutor
) -> None:
    def work(tx: Transaction) -> None:
        put("long")(tx)
        use_processor(BEYOND_S)

    with behind_a_change(store, threads) as waiting:
        for change in (put("a"), work, put("b")):
            waiting.add(change, has_time_limit=True)

    assert waiting.errors() == [None, TooLarge, None]
    assert stored(store) == {"a": "v", "b": "v"}


def test_a_group_ends_with_a_slow_change(store: PostgresqlBackend, threads: ThreadPoolExecutor) -> None:
    def work(tx: Transaction) -> int:
        use_processor(1.1 * GROUP_TIME_S)
        return transaction_of(tx)

    with behind_a_change(store, threads) as waiting:
        for change in (transaction_of, work, transaction_of, transaction_of):
            waiting.add(change)

    first, slow, *others = waiting.results()
    assert (first == slow, len({*others}), slow in others) == (True, 1, False)


def test_a_change_that_waits_too_long_runs_alone(postgresql_url: str, threads: ThreadPoolExecutor) -> None:
    with (
        closing(PostgresqlBackend(DatabaseSettings(postgresql_url, write_timeout_ms=100))) as store,
        behind_a_change(store, threads),
    ):
        write_as(store, threads, "u1", put("a")).result(DEADLINE_S)

        assert stored(store) == {"a": "v"}


def test_changes_that_wait_while_the_store_closes_are_stored_or_refused(
    store: PostgresqlBackend, threads: ThreadPoolExecutor, postgresql_url: str
) -> None:
    with behind_a_change(store, threads) as waiting:
        for number in range(3):
            waiting.add(put(f"key {number}"))
        closing_store = threads.submit(store.close)
        wait_until(lambda: store._closed)

    errors = waiting.errors()
    closing_store.result(DEADLINE_S)
    assert {*errors} <= {None, StorageUnavailable}
    with closing(PostgresqlBackend(DatabaseSettings(postgresql_url))) as later:
        assert stored(later).keys() == {f"key {number}" for number, error in enumerate(errors) if error is None}
