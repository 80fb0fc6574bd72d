"""The five spellings of a cursor (contract section 5)."""

from flask import request

from ..feed.cursor import Cursor, parse_cursor

SPELLINGS = ("last_event_id", "lastEventId", "last_seen", "after")


def requested_cursor() -> Cursor | None:
    """Return where the caller wants to go on, None when it does not say. The header wins, as EventSource updates it.

    Raises BadCursor.
    """
    given = [request.headers.get("Last-Event-ID"), *(request.args.get(name) for name in SPELLINGS)]
    text = next((each for each in given if each), None)
    return None if text is None else parse_cursor(text)
