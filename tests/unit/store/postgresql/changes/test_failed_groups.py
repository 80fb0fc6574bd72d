"""A group of changes that is not stored leaves them to run alone, unless it may be stored."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from tests.support.postgresql_changes import Change, behind_a_change, put_and_name, transaction_of
from tests.support.store.backend_promises import put, stored
from wizard_service.errors import StorageError, StorageUnavailable, TransientStorageError
from wizard_service.store import Transaction
from wizard_service.store.postgresql.backend import PostgresqlBackend

REFUSING = "CREATE FUNCTION at_commit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN {action}; RETURN NULL; END'"
AT_COMMIT = (
    "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON meta DEFERRABLE INITIALLY DEFERRED"
    " FOR EACH ROW WHEN (NEW.key = 'bad') EXECUTE FUNCTION at_commit()"
)


def run_at_commit(url: str, action: str) -> None:
    """Let the server do something at the COMMIT of each transaction that stores the key `bad`."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(REFUSING.format(action=action).encode())
        connection.execute(AT_COMMIT.encode())


def test_a_change_that_meets_a_transient_error_runs_again_alone(
    store: PostgresqlBackend, threads: ThreadPoolExecutor
) -> None:
    runs: list[int] = []

    def fail_once(tx: Transaction) -> int:
        runs.append(transaction_of(tx))
        put(f"run {len(runs)}")(tx)
        if len(runs) == 1:
            raise TransientStorageError("deadlock detected")
        return runs[-1]

    with behind_a_change(store, threads) as waiting:
        for change in (put_and_name("a"), fail_once, put_and_name("b")):
            waiting.add(change)

    a, again, b = waiting.results()
    assert (a, b) == (runs[0], runs[0])
    assert [again] == runs[1:]
    assert stored(store) == {"a": "v", "run 2": "v", "b": "v"}


def test_all_changes_of_a_group_run_again_alone_when_its_connection_was_closed(
    store: PostgresqlBackend, threads: ThreadPoolExecutor
) -> None:
    runs: list[str] = []

    def lose_the_first_connection(tx: Transaction) -> None:
        runs.append("lost")
        if len(runs) == 1:
            with pytest.raises(TransientStorageError):
                tx.select("SELECT pg_terminate_backend(pg_backend_pid())")

    with behind_a_change(store, threads) as waiting:
        for change in (put("a"), lose_the_first_connection, put("b")):
            waiting.add(change)

    assert waiting.errors() == [None, None, None]
    assert len(runs) == 2
    assert stored(store) == {"a": "v", "b": "v"}


def test_a_commit_without_an_answer_is_repeated_for_no_change(
    store: PostgresqlBackend, threads: ThreadPoolExecutor, postgresql_url: str
) -> None:
    runs: list[str] = []

    def put_once(key: str) -> Change:
        def change(tx: Transaction) -> None:
            runs.append(key)
            put(key)(tx)

        return change

    run_at_commit(postgresql_url, "PERFORM pg_terminate_backend(pg_backend_pid())")
    with behind_a_change(store, threads) as waiting:
        for key in ("a", "bad", "b"):
            waiting.add(put_once(key))

    assert waiting.errors() == [StorageUnavailable] * 3
    assert (runs, stored(store)) == (["a", "bad", "b"], {})


def test_a_change_that_the_server_refuses_at_the_commit_fails_no_other_change(
    store: PostgresqlBackend, threads: ThreadPoolExecutor, postgresql_url: str
) -> None:
    run_at_commit(postgresql_url, "RAISE EXCEPTION ''refused''")

    with behind_a_change(store, threads) as waiting:
        for key in ("a", "bad", "b"):
            waiting.add(put(key))

    assert waiting.errors() == [None, StorageError, None]
    assert stored(store) == {"a": "v", "b": "v"}
