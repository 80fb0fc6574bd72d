"""The options of one stream: which events it sends, and what ends it."""

from dataclasses import dataclass

from ..frames import Message


@dataclass(frozen=True)
class StreamOptions:
    """The options of one stream.

    events: the event types to send, None for all. until_completed: end after the final event.
    lifetime_s: None for no limit.
    """

    events: frozenset[str] | None = None
    until_completed: bool = False
    lifetime_s: float | None = None

    def includes(self, message: Message) -> bool:
        """Return whether the stream sends events of this type."""
        return self.events is None or message.event_type in self.events
