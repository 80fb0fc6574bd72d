"""Reading the log again, piece by piece: for who begins, comes back, or could not keep up."""

from ..store import Backend
from ..store.events import feed_bounds, read_feed
from .cursor import Cursor, check_cursor
from .message import Message, encode

# So much is sent before anybody asks again whether the listener may still hear it, and so much is held for each.
REPLAY_EVENTS, REPLAY_BYTES = 500, 128 * 1024


def replay(store: Backend, owner: str, after: int, investigation_id: str | None) -> list[Message]:
    """Return the next events of a feed, [] where it ends. Raises CursorExpired when some were dropped."""
    which = store, owner, after
    events = read_feed(*which, investigation_id=investigation_id, limit=REPLAY_EVENTS, max_bytes=REPLAY_BYTES)
    # Asked after reading: retention may have dropped what came next while this listener was on its way.
    bounds = feed_bounds(store, owner)
    if bounds.pruned > after:
        check_cursor(Cursor(store.epoch, after), store.epoch, bounds)
    return [encode(event, store.epoch) for event in events]
