"""A subscription returns the log first and then live events, each once, whatever happens in between."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.feed.subscriptions import subscription_to
from wizard_service.config import StreamSettings
from wizard_service.domain.identity.revocations import Revocations
from wizard_service.feed.feed import REPLAY_EVENTS, Feed
from wizard_service.feed.frames import Batch
from wizard_service.feed.subscription import Subscription
from wizard_service.store import Backend, Transaction, open_backend
from wizard_service.store.repositories.events import append_events

QUEUE_EVENTS = 8


@pytest.fixture
def feed(store: Backend) -> Iterator[Feed]:
    made = Feed(store, StreamSettings(queue_events=QUEUE_EVENTS), Revocations(store))
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


def read_offsets(subscription: Subscription, events: int) -> list[int]:
    offsets: list[int] = []
    while len(offsets) < events:
        offsets += [message.offset for message in subscription.read(10)]
    return offsets


def test_events_before_and_after_subscribing_come_once_and_in_order(store: Backend, feed: Feed) -> None:
    append(store, 3)

    with feed.follow("u1", None, 0) as subscription:
        append(store, 3)
        offsets = read_offsets(subscription, 6)

    assert offsets == [1, 2, 3, 4, 5, 6]


def test_a_subscription_starts_after_its_offset(store: Backend, feed: Feed) -> None:
    append(store, 5)

    with feed.follow("u1", None, 3) as subscription:
        assert read_offsets(subscription, 2) == [4, 5]


def test_a_replay_longer_than_one_part_is_complete(store: Backend, feed: Feed) -> None:
    append(store, REPLAY_EVENTS + 7)

    with feed.follow("u1", None, 0) as subscription:
        assert read_offsets(subscription, REPLAY_EVENTS + 7) == list(range(1, REPLAY_EVENTS + 8))


def test_nothing_is_lost_or_repeated_while_writers_race_with_replay(store: Backend, feed: Feed) -> None:
    writers = [threading.Thread(target=lambda: [append(store, 2) for _ in range(40)]) for _ in range(3)]
    for writer in writers:
        writer.start()

    with feed.follow("u1", None, 0) as subscription:
        offsets = read_offsets(subscription, 240)
    for writer in writers:
        writer.join()

    assert offsets == list(range(1, 241))


def test_a_subscription_that_overflows_its_queue_reads_the_log_again(store: Backend, feed: Feed) -> None:
    with feed.follow("u1", None, 0) as slow, feed.follow("u1", None, 0) as quick:
        assert slow.read(0) == []
        for _ in range(QUEUE_EVENTS + 5):
            append(store, 1)
        read_offsets(quick, QUEUE_EVENTS + 5)
        append(store, 1)

        assert read_offsets(slow, QUEUE_EVENTS + 6) == list(range(1, QUEUE_EVENTS + 7))


def test_a_subscription_receives_events_of_its_own_investigation_and_owner_only(store: Backend, feed: Feed) -> None:
    with feed.follow("u1", "mine", 0) as subscription:
        append(store, 1, investigation_id="other")
        append(store, 1, owner="u2", investigation_id="mine")
        append(store, 1, investigation_id="mine")

        assert read_offsets(subscription, 1) == [2]


class OneBatchSink:
    """Sends the first batch and refuses all others."""

    def __init__(self) -> None:
        self.sent: list[int] = []

    def try_send(self, batch: Batch) -> bool:
        if self.sent:
            return False
        self.sent = [message.offset for message in batch.messages]
        return True


def test_read_returns_exactly_what_the_sink_did_not_send(store: Backend, feed: Feed) -> None:
    sink = OneBatchSink()
    read: list[int] = []

    with feed.follow("u1", None, 0) as subscription:
        subscription.deliver_directly(sink.try_send, "sse")
        reading = threading.Thread(target=lambda: [read.extend(read_offsets(subscription, 1)) for _ in range(2)])
        reading.start()
        while not sink.sent and reading.is_alive():
            append(store, 1)
        while reading.is_alive():
            append(store, 1)
        reading.join()

    assert read == sorted({*read} - {*sink.sent})
    assert sorted(read + sink.sent) == list(range(1, max(read + sink.sent) + 1))


def test_commits_of_another_process_are_noticed(store: Backend, feed: Feed, config: Any) -> None:
    # Like another process, another backend of the same file does not wake this feed.
    elsewhere = open_backend(config.database)

    with feed.follow("u1", None, 0) as subscription:
        assert subscription.read(0) == []
        append(elsewhere, 2)

        assert read_offsets(subscription, 2) == [1, 2]
    elsewhere.close()


def test_the_events_of_a_change_that_fails_are_never_delivered(store: Backend, feed: Feed) -> None:
    def failing(tx: Transaction) -> None:
        append_events(tx, "u1", [event("i1")])
        raise ValueError

    with feed.follow("u1", None, 0) as subscription:
        with pytest.raises(ValueError):  # noqa: PT011 - its own
            store.write(failing)
        append(store, 1)

        assert read_offsets(subscription, 1) == [1]


def test_a_waiting_subscription_wakes_when_streams_end(store: Backend, feed: Feed) -> None:
    with feed.follow("u1", None, 0) as subscription:
        reading = threading.Thread(target=lambda: subscription.read(3600))
        reading.start()

        feed.end_streams()
        reading.join()

        assert subscription.closed


def test_a_subscription_that_ended_is_removed(feed: Feed) -> None:
    with feed.follow("u1", None, 0):
        assert feed.subscription_count() == 1

    assert feed.subscription_count() == 0


def test_what_a_subscription_was_woken_for_is_checked_before_it_is_idle() -> None:
    subscription = subscription_to("i1")
    subscription.waits = False
    subscription.wake.set()

    idle_s = []
    for _ in range(2):
        subscription.read(3600.0)
        idle_s.append(subscription.idle_s)

    assert idle_s == [0.0, 3600.0]
