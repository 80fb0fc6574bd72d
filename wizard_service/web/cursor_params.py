"""The five spellings of a cursor (contract section 5)."""

from flask import request

from ..errors import BadCursor
from ..feed.cursor import Cursor, parse_cursor

SPELLINGS = ("last_event_id", "lastEventId", "last_seen", "after")


def requested_cursor() -> Cursor | None:
    """Return where the caller wants to go on, None when it does not say. The header wins, as EventSource updates it.

    Raises BadCursor, also when two spellings say different things.
    """
    header = request.headers.get("Last-Event-ID")
    if header:
        return parse_cursor(header)
    given = {value for name in SPELLINGS for value in request.args.getlist(name)}
    if len(given) > 1:
        raise BadCursor("Say once where to go on.")
    return parse_cursor(given.pop()) if given else None
