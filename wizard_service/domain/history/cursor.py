"""Cursors of the history list. A cursor is valid only for the filters and the order of the list that issued it."""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Any

import orjson

from ...errors import BadCursor
from ...store.search import Key
from ..paging import sort_order

_MAX_LENGTH = 4096
# These parameters select a page of the list; all others define the list and belong to the cursor's fingerprint.
_PAGE_PARAMS = ("page", "limit", "cursor")
_NUMBERS = ("risk_score", "entity_count", "duration_ms", "version", "template_version")


@dataclass(frozen=True)
class PageStart:
    """The position in the list at which a page begins.

    page: the page's number. after: sort value and id of the row before the page; None when only the number is given.
    """

    page: int
    after: tuple[Any, str] | None = None


def make_cursor(query: dict[str, Any], page: int, last_key: Key) -> str:
    """Return the cursor for the page after the row with `last_key`. page: the number of that page."""
    members = [_fingerprint(query), page, last_key[0], last_key[-1]]
    return base64.urlsafe_b64encode(orjson.dumps(members)).decode().rstrip("=")


def parse_cursor(text: str, query: dict[str, Any]) -> PageStart:
    """Return where the page of a cursor begins. Raises BadCursor unless this list issued it with the same query."""
    try:
        fingerprint, page, value, investigation_id = orjson.loads(_decoded(text))
    except (ValueError, TypeError, binascii.Error):
        raise BadCursor("Not a cursor of this list.") from None
    if fingerprint != _fingerprint(query):
        raise BadCursor("The cursor belongs to a list with other filters or another order.")
    if not (_is_number(page) and isinstance(investigation_id, str) and _fits(sort_order(query["sort"])[0], value)):
        raise BadCursor("Not a cursor of this list.")
    return PageStart(int(page), (value, investigation_id))


def _decoded(text: str) -> bytes:
    if len(text) > _MAX_LENGTH:
        raise ValueError("too long")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _fits(column: str, value: Any) -> bool:
    return _is_number(value) if column in _NUMBERS else isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 2**53


def _fingerprint(query: dict[str, Any]) -> str:
    # Cursors are not signed, because a forged one only leads into a list that the caller may read anyway.
    params = {name: value for name, value in query.items() if value and name not in _PAGE_PARAMS}
    return hashlib.sha256(orjson.dumps(params, option=orjson.OPT_SORT_KEYS)).hexdigest()[:12]
