"""The tail delivers each committed event once, in the order of its feed, whatever other transactions do meanwhile."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.support.store.processes import DEADLINE_S
from tests.support.store.rows import event
from wizard_service.config import DatabaseSettings
from wizard_service.store import Backend, StoredEvent, Transaction
from wizard_service.store.postgresql.backend import PostgresqlBackend
from wizard_service.store.repositories.events import append_events


@pytest.fixture
def store(postgresql_url: str) -> Iterator[Backend]:
    with closing(PostgresqlBackend(DatabaseSettings(postgresql_url))) as opened:
        yield opened


def append(store: Backend, owner: str, count: int = 1) -> None:
    store.write(lambda tx: append_events(tx, owner, [event()] * count))


def places(events: list[StoredEvent]) -> list[tuple[str, int]]:
    return [(event.owner, event.offset) for event in events]


def test_an_open_transaction_delays_no_other_event_and_its_own_arrives_after_its_commit(store: Backend) -> None:
    has_appended, may_commit = threading.Event(), threading.Event()

    def append_slowly(tx: Transaction) -> None:
        append_events(tx, "slow", [event()])
        has_appended.set()
        may_commit.wait(DEADLINE_S)

    start = store.tail_end()
    with ThreadPoolExecutor(1) as thread:
        slow = thread.submit(store.write, append_slowly)
        assert has_appended.wait(DEADLINE_S)
        append(store, "fast", 2)
        during, early = store.read_tail(start, 100)
        may_commit.set()
        slow.result(DEADLINE_S)
    end, late = store.read_tail(during, 100)

    assert (places(early), places(late)) == ([("fast", 1), ("fast", 2)], [("slow", 1)])
    assert store.read_tail(end, 100)[1] == []


def test_events_that_are_committed_between_the_parts_of_a_batch_follow_it(store: Backend) -> None:
    position = store.tail_end()
    append(store, "b", 3)
    position, first = store.read_tail(position, 2)
    append(store, "a")
    append(store, "b")
    received = list(first)
    for _ in range(3):
        position, events = store.read_tail(position, 2)
        received += events

    assert places(received) == [("b", 1), ("b", 2), ("b", 3), ("a", 1), ("b", 4)]


def test_a_position_at_the_end_skips_what_is_committed_and_nothing_else(store: Backend) -> None:
    append(store, "u1")
    position = store.tail_end()
    append(store, "u1")

    assert places(store.read_tail(position, 100)[1]) == [("u1", 2)]
