"""A cursor of the feed is an event id, `<epoch>-<offset>`, and is valid for every transport."""

from collections.abc import Iterator

from .base import Event


class FeedCursor:
    """The position of one reader in a feed; it drops events that the reader already has.

    value: the id of the last event, None until the service has sent an event or the cursor to begin with.
    """

    def __init__(self, value: str | None) -> None:
        self.value = value

    def advance(self, events: list[Event]) -> Iterator[Event]:
        """Yield the new stored events, and the `state_sync` that replaces an expired cursor.

        Stored events have an id. The first control event sets the cursor and is not yielded; the others are dropped.
        The cursor moves before each event is yielded.
        """
        for event in events:
            if "id" in event:
                if self._is_new(event["id"]):
                    self.value = event["id"]
                    yield event
            elif event["event_type"] == "state_sync" and event["data"]["sync_reason"] == "cursor_expired":
                self.value = event["data"]["cursor"]
                yield event
            elif self.value is None and event["event_type"] in ("connection_established", "state_sync"):
                self.value = event["data"]["cursor"]

    def _is_new(self, event_id: str) -> bool:
        if self.value is None or epoch_of(event_id) != epoch_of(self.value):
            return True
        return offset_of(event_id) > offset_of(self.value)


def epoch_of(cursor: str) -> str:
    """Return the generation of the event log; it may contain dashes."""
    return cursor.rpartition("-")[0]


def offset_of(cursor: str) -> int:
    """Return the position in the feed."""
    return int(cursor.rpartition("-")[2])
