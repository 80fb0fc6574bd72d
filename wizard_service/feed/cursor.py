"""Cursors: `<epoch>-<offset>` is the position in a feed after the event with that offset (contract section 5)."""

import re
from dataclasses import dataclass

from ..domain.events.envelope import event_id
from ..errors import BadCursor, CursorExpired
from ..store.repositories.events import FeedBounds

_CURSOR = re.compile(r"([a-z0-9]{1,32})-(0|[1-9][0-9]{0,15})")


@dataclass(frozen=True)
class Cursor:
    epoch: str
    offset: int


def parse_cursor(text: str) -> Cursor:
    """Parse a cursor. Raises BadCursor."""
    match = _CURSOR.fullmatch(text)
    if match is None:
        raise BadCursor("A cursor is an event id, such as k7f3-1042.")
    return Cursor(match[1], int(match[2]))


def check_cursor(cursor: Cursor, epoch: str, bounds: FeedBounds) -> None:
    """Raise CursorExpired, with the usable cursors, when the feed cannot be followed from `cursor`."""
    if cursor.epoch == epoch and bounds.pruned <= cursor.offset <= bounds.head:
        return
    usable = {"earliest": event_id(epoch, bounds.pruned), "latest": event_id(epoch, bounds.head)}
    raise CursorExpired(
        "The feed cannot be followed from this cursor; read the state and go on from `latest`.", **usable
    )
