"""The query of a request as text, and the cursor in it (contract section 5)."""

from collections.abc import Collection

from flask import request

from ..errors import BadCursor, BadRequest
from ..feed.cursor import Cursor, parse_cursor

CURSOR_SPELLINGS = ("last_event_id", "lastEventId", "last_seen", "after")


def require_text_query() -> None:
    """Raise BadRequest for a query that is not UTF-8; werkzeug would fail on it at the first read."""
    try:
        request.query_string.decode()
    except UnicodeDecodeError:
        raise BadRequest("The query is not UTF-8.") from None


def require_known_query(accepted: Collection[str]) -> None:
    """Raise BadRequest for an unknown parameter: a misspelt filter must not return everything."""
    unknown = sorted(request.args.keys() - {*accepted})
    if unknown:
        raise BadRequest(f"Unknown query parameter {unknown[0]}.")


def requested_cursor() -> Cursor | None:
    """Return the cursor of the request, None when it has none.

    The header `Last-Event-ID` has precedence, because EventSource updates it.

    Raises BadCursor when it is malformed or two parameters differ.
    """
    header = request.headers.get("Last-Event-ID")
    if header:
        return parse_cursor(header)
    values = {value for name in CURSOR_SPELLINGS for value in request.args.getlist(name)}
    if len(values) > 1:
        raise BadCursor("Conflicting cursor parameters.")
    return parse_cursor(values.pop()) if values else None
