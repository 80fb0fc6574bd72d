"""Concurrent changes that meet in rows of several users wait for each other and are not repeated."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg
import pytest

from tests.support.domain.retention import create
from tests.support.postgresql_changes import behind_a_change
from tests.support.store.processes import DEADLINE_S, wait_until
from wizard_service.config import DatabaseSettings
from wizard_service.domain.history.deletion import record_deleted
from wizard_service.domain.identity.caller import Caller, IdempotencyKey, Outcome
from wizard_service.domain.identity.principal import DEFAULT_SCOPES, Principal
from wizard_service.domain.identity.revocations import revoke
from wizard_service.domain.investigations.idempotency import write_once
from wizard_service.domain.quotas.charging import charge
from wizard_service.store import Backend, Transaction
from wizard_service.store.postgresql.backend import PostgresqlBackend
from wizard_service.store.repositories import history, states, usage
from wizard_service.store.repositories.usage import Amount

ROUNDS = 50


@pytest.fixture
def store(postgresql_url: str) -> Iterator[PostgresqlBackend]:
    # No change may cease to wait because the machine is slow.
    settings = DatabaseSettings(postgresql_url, retry_delay_ms=1, write_timeout_ms=1000 * DEADLINE_S)
    with closing(PostgresqlBackend(settings)) as opened:
        yield opened


def waiting_sessions(url: str) -> int:
    with psycopg.connect(url, autocommit=True) as connection:
        ((count,),) = connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchall()
    return int(count)


def test_two_users_who_change_each_others_investigations_do_not_deadlock(store: Backend, postgresql_url: str) -> None:
    runs: list[str] = []
    has_charged = {"a": threading.Event(), "b": threading.Event()}

    def change_for(editor: str, owner: str) -> None:
        """Change an investigation of `owner` at the same time as the owner changes one of the editor."""
        caller = Caller(
            Principal(editor, DEFAULT_SCOPES, float("inf")), "USER", "request", IdempotencyKey(f"of {editor}", "sha")
        )

        def mutate(tx: Transaction) -> Outcome:
            runs.append(editor)
            charge(tx, caller, owner, Amount(stored_bytes=1))
            has_charged[editor].set()
            wait_until(lambda: has_charged[owner].is_set() or waiting_sessions(postgresql_url) > 0)
            return Outcome("", 1, "", "")

        write_once(store, caller, mutate)

    with ThreadPoolExecutor(2) as threads:
        for change in [threads.submit(change_for, "a", "b"), threads.submit(change_for, "b", "a")]:
            change.result(DEADLINE_S)

    assert sorted(runs) == ["a", "b"]


def test_groups_of_two_users_who_change_each_others_investigations_do_not_deadlock(
    store: PostgresqlBackend, postgresql_url: str
) -> None:
    runs: list[str] = []
    has_charged = {"a": threading.Event(), "b": threading.Event()}

    def charge_for(user: str, owner: str) -> Callable[[Transaction], None]:
        def change(tx: Transaction) -> None:
            runs.append(f"{user} {owner}")
            usage.add(tx, owner, Amount(stored_bytes=1))
            has_charged[user].set()
            others = [event for name, event in has_charged.items() if name != user]
            wait_until(lambda: others[0].is_set() or waiting_sessions(postgresql_url) > 0)

        return change

    for name in has_charged:
        create(store, f"of-{name}", Caller(Principal(name, DEFAULT_SCOPES, float("inf")), "USER", "request"))
    with ThreadPoolExecutor(6) as threads:
        with behind_a_change(store, threads, "a", "b") as waiting:
            for user, owner in (("a", "a"), ("a", "b"), ("b", "b"), ("b", "a")):
                waiting.add(charge_for(user, owner), user, locks=[("investigation", f"of-{owner}")])
        waiting.results()

    assert sorted(runs) == ["a a", "a b", "b a", "b b"]


def test_an_admin_who_deletes_and_changes_investigations_of_another_user_does_not_deadlock(
    store: Backend, postgresql_url: str
) -> None:
    create(store, "i", Caller(Principal("b", DEFAULT_SCOPES, float("inf")), "USER", "request"))
    row = states.find(store, "i")
    admin = Caller(Principal("a", DEFAULT_SCOPES, float("inf")), "USER", "request", IdempotencyKey("key", "sha"))
    runs: list[str] = []
    has_charged = threading.Event()

    def delete(tx: Transaction) -> Outcome:
        runs.append("delete")
        assert row is not None
        return record_deleted(tx, admin, row)

    def change(tx: Transaction) -> None:
        runs.append("change")
        usage.add(tx, "a", Amount())
        has_charged.set()
        wait_until(lambda: waiting_sessions(postgresql_url) > 0)
        usage.add(tx, "b", Amount())

    with ThreadPoolExecutor(2) as threads:
        changed = threads.submit(store.write, change)
        has_charged.wait(DEADLINE_S)
        write_once(store, admin, delete)
        changed.result(DEADLINE_S)

    assert sorted(runs) == ["change", "delete"]


def test_a_change_sees_what_was_committed_under_its_locks_whatever_the_default_of_the_database(
    postgresql_url: str,
) -> None:
    strict = f"{postgresql_url}&options=-c%20default_transaction_isolation%3Dserializable"

    with closing(PostgresqlBackend(DatabaseSettings(strict))) as store:
        level = store.write(lambda tx: tx.select_tuples("SHOW transaction_isolation"))

    assert level == [("read committed",)]


def test_a_user_may_be_revoked_twice_at_the_same_time(store: Backend) -> None:
    together = threading.Barrier(2)

    def revoke_often() -> None:
        for number in range(ROUNDS):
            together.wait(DEADLINE_S)
            revoke(store, user_id=f"user-{number}", jti=None)

    with ThreadPoolExecutor(2) as threads:
        for revocations in [threads.submit(revoke_often) for _ in range(2)]:
            revocations.result(DEADLINE_S)

    ((stored,),) = store.select_tuples("SELECT count(*) FROM revocations")
    assert stored == ROUNDS


def test_changes_of_one_owner_do_not_wait_for_each_other_in_the_totals_of_the_history(
    store: Backend, postgresql_url: str
) -> None:
    """One change moves its investigation to another total and then charges the owner, the other one the reverse."""
    runs: list[str] = []
    has_begun = {"i1": threading.Event(), "i2": threading.Event()}

    def cancel(tx: Transaction, name: str) -> None:
        tx.execute("UPDATE investigation_states SET status = 'CANCELLED' WHERE investigation_id = ?", (name,))

    def change(name: str, other: str, steps: list[Callable[[Transaction, str], object]]) -> None:
        def run(tx: Transaction) -> None:
            runs.append(name)
            for step in steps:
                step(tx, name)
                has_begun[name].set()
                wait_until(lambda: has_begun[other].is_set() or waiting_sessions(postgresql_url) > 0)

        store.write(run)

    def charge_owner(tx: Transaction, _: str) -> None:
        usage.add(tx, "u1", Amount())

    for name in has_begun:
        create(store, name)
    with ThreadPoolExecutor(2) as threads:
        changes = [
            threads.submit(change, "i1", "i2", [cancel, charge_owner]),
            threads.submit(change, "i2", "i1", [charge_owner, cancel]),
        ]
        for each in changes:
            each.result(DEADLINE_S)

    assert sorted(runs) == ["i1", "i2"]
    assert history.counts_by_kind(store) == {("u1", 0, "CANCELLED", ""): (2, 2)}
