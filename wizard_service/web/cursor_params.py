"""The five spellings of a cursor in a request (contract section 5)."""

from flask import request

from ..errors import BadCursor
from ..feed.cursor import Cursor, parse_cursor

SPELLINGS = ("last_event_id", "lastEventId", "last_seen", "after")


def requested_cursor() -> Cursor | None:
    """Return the cursor of the request, None when it has none. The header wins, because EventSource updates it.

    Raises BadCursor when it is malformed or two parameters differ.
    """
    header = request.headers.get("Last-Event-ID")
    if header:
        return parse_cursor(header)
    values = {value for name in SPELLINGS for value in request.args.getlist(name)}
    if len(values) > 1:
        raise BadCursor("Conflicting cursor parameters.")
    return parse_cursor(values.pop()) if values else None
