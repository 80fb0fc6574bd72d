"""The hub hands each published event to the subscriptions of this process."""

import threading
from collections.abc import Iterable, Iterator

from ..process.cooperative import yield_to_others
from .frames import Batch, Message
from .subscription import Subscription, Topic

# The hub lets other greenlets run after this many deliveries, which take a few milliseconds.
DELIVERIES_PER_YIELD = 200


class Hub:
    """The subscriptions of one process by topic."""

    def __init__(self) -> None:
        self._subscriptions: dict[Topic, set[Subscription]] = {}
        self._lock = threading.Lock()

    def add(self, subscription: Subscription) -> None:
        with self._lock:
            self._subscriptions.setdefault(subscription.topic, set()).add(subscription)

    def remove(self, subscription: Subscription) -> None:
        with self._lock:
            remaining = self._subscriptions.get(subscription.topic, set())
            remaining.discard(subscription)
            if not remaining:
                self._subscriptions.pop(subscription.topic, None)

    def publish(self, messages: Iterable[Message]) -> None:
        """Offer messages to the subscriptions of their feeds, in the order given."""
        deliveries = 0
        for topic, batch in _batches(messages):
            for subscription in self._subscribed_to(topic):
                subscription.offer(batch)
                deliveries += 1
                if deliveries % DELIVERIES_PER_YIELD == 0:
                    yield_to_others()

    def wake_all(self) -> None:
        for topic in list(self._subscriptions):
            for subscription in self._subscribed_to(topic):
                subscription.wake.set()

    @property
    def is_empty(self) -> bool:
        return not self._subscriptions

    def count(self) -> int:
        return sum(map(len, list(self._subscriptions.values())))

    def _subscribed_to(self, topic: Topic) -> list[Subscription]:
        with self._lock:
            return list(self._subscriptions.get(topic, ()))


def _batches(messages: Iterable[Message]) -> Iterator[tuple[Topic, Batch]]:
    by_topic: dict[Topic, list[Message]] = {}
    for message in messages:
        for investigation_id in (message.investigation_id, None):
            by_topic.setdefault((message.owner, investigation_id), []).append(message)
    return ((topic, Batch(batch)) for topic, batch in by_topic.items())
