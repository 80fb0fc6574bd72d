"""Subscriptions without a feed: their log is empty, so that everything they read comes from the hub."""

import threading

from wizard_service.errors import StorageError
from wizard_service.feed.closing import Shutdown
from wizard_service.feed.frames import Message
from wizard_service.feed.subscription import Subscription


class EmptyLog:
    def replay(self, owner: str, after: int, investigation_id: str | None) -> list[Message]:
        return []

    def pause_after(self, failure: StorageError, wake: threading.Event, timeout_s: float) -> None:
        raise failure


def subscription_to(investigation_id: str | None, queue_events: int = 1_000_000) -> Subscription:
    """Return a subscription to the feed of user u1."""
    return Subscription(("u1", investigation_id), 0, queue_events=queue_events, log=EmptyLog(), shutdown=Shutdown())
