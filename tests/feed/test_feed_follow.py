"""Following a feed: replay strictly before live, each event once, whatever happens in between."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from wizard_service.config import StreamSettings
from wizard_service.feed.feed import Feed, Subscription
from wizard_service.feed.message import Batch
from wizard_service.feed.replay import REPLAY_EVENTS
from wizard_service.store import Backend, Transaction, open_backend
from wizard_service.store.events import append_events

QUEUE_EVENTS = 8


@pytest.fixture
def feed(store: Backend) -> Iterator[Feed]:
    made = Feed(store, StreamSettings(queue_events=QUEUE_EVENTS))
    yield made
    made.close()


def event(investigation_id: str) -> dict[str, Any]:
    return {
        "investigation_id": investigation_id,
        "version": 1,
        "event_type": "log_appended",
        "timestamp": "2026-01-01T00:00:00.000Z",
        "committed_at": "2026-01-01T00:00:00.000Z",
        "actor": "a",
        "source": "USER",
        "request_id": "r",
        "data": "{}",
    }


def append(store: Backend, events: int, owner: str = "u1", investigation_id: str = "i1") -> None:
    def change(tx: Transaction) -> None:
        append_events(tx, owner, [event(investigation_id)] * events)

    store.write(change)


def read_numbers(follower: Subscription, events: int) -> list[int]:
    numbers: list[int] = []
    while len(numbers) < events:
        numbers += [message.offset for message in follower.read(10)]
    return numbers


def test_events_before_and_after_subscribing_come_once_and_in_order(store: Backend, feed: Feed) -> None:
    append(store, 3)

    with feed.follow("u1", None, 0) as follower:
        append(store, 3)
        numbers = read_numbers(follower, 6)

    assert numbers == [1, 2, 3, 4, 5, 6]


def test_a_cursor_in_the_middle_is_followed_from_there(store: Backend, feed: Feed) -> None:
    append(store, 5)

    with feed.follow("u1", None, 3) as follower:
        assert read_numbers(follower, 2) == [4, 5]


def test_replay_longer_than_one_batch_is_complete(store: Backend, feed: Feed) -> None:
    append(store, REPLAY_EVENTS + 7)

    with feed.follow("u1", None, 0) as follower:
        assert read_numbers(follower, REPLAY_EVENTS + 7) == list(range(1, REPLAY_EVENTS + 8))


def test_nothing_is_lost_or_repeated_while_writers_race_with_replay(store: Backend, feed: Feed) -> None:
    writers = [threading.Thread(target=lambda: [append(store, 2) for _ in range(40)]) for _ in range(3)]
    for writer in writers:
        writer.start()

    with feed.follow("u1", None, 0) as follower:
        numbers = read_numbers(follower, 240)
    for writer in writers:
        writer.join()

    assert numbers == list(range(1, 241))


def test_a_listener_that_overflows_its_queue_reads_the_log_again(store: Backend, feed: Feed) -> None:
    with feed.follow("u1", None, 0) as slow, feed.follow("u1", None, 0) as quick:
        assert slow.read(0) == []
        for _ in range(QUEUE_EVENTS + 5):
            append(store, 1)
        read_numbers(quick, QUEUE_EVENTS + 5)
        append(store, 1)

        assert read_numbers(slow, QUEUE_EVENTS + 6) == list(range(1, QUEUE_EVENTS + 7))


def test_a_listener_hears_its_own_investigation_and_owner_only(store: Backend, feed: Feed) -> None:
    with feed.follow("u1", "mine", 0) as follower:
        append(store, 1, investigation_id="other")
        append(store, 1, owner="u2", investigation_id="mine")
        append(store, 1, investigation_id="mine")

        assert read_numbers(follower, 1) == [2]


def test_what_a_waiting_listener_was_told_at_once_it_does_not_read_and_the_rest_it_reads(
    store: Backend, feed: Feed
) -> None:
    told: list[int] = []
    read: list[int] = []

    def tell_only_once(batch: Batch) -> bool:
        if told:
            return False
        told.extend(message.offset for message in batch.messages)
        return True

    with feed.follow("u1", None, 0) as follower:
        follower.deliver_directly(tell_only_once)
        reading = threading.Thread(target=lambda: [read.extend(read_numbers(follower, 1)) for _ in range(2)])
        reading.start()
        while not told and reading.is_alive():
            append(store, 1)
        while reading.is_alive():
            append(store, 1)
        reading.join()

    assert read == sorted({*read} - {*told})
    assert sorted(read + told) == list(range(1, max(read + told) + 1))


def test_commits_of_another_process_are_noticed(store: Backend, feed: Feed, config: Any) -> None:
    # Another Backend is to this feed what another process is: nothing wakes it but the file.
    elsewhere = open_backend(config.database)

    with feed.follow("u1", None, 0) as follower:
        assert follower.read(0) == []
        append(elsewhere, 2)

        assert read_numbers(follower, 2) == [1, 2]
    elsewhere.close()


def test_a_change_that_fails_is_never_told(store: Backend, feed: Feed) -> None:
    def failing(tx: Transaction) -> None:
        append_events(tx, "u1", [event("i1")])
        raise ValueError

    with feed.follow("u1", None, 0) as follower:
        with pytest.raises(ValueError):  # noqa: PT011 - its own
            store.write(failing)
        append(store, 1)

        assert read_numbers(follower, 1) == [1]


def test_closing_wakes_whoever_waits(store: Backend, feed: Feed) -> None:
    with feed.follow("u1", None, 0) as follower:
        reading = threading.Thread(target=lambda: follower.read(3600))
        reading.start()

        feed.end_streams()
        reading.join()

        assert follower.closed


def test_a_listener_that_left_is_forgotten(feed: Feed) -> None:
    with feed.follow("u1", None, 0):
        assert feed.listeners() == 1

    assert feed.listeners() == 0
