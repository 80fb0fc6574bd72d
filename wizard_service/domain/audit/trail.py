"""Reads of an investigation's audit trail: permission, pages and export (contract section 9)."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import orjson

from ...errors import BadCursor, Forbidden
from ...process.cooperative import ROWS_PER_BATCH, batches, yield_between_batches
from ...store import Backend, Reader, Row
from ...store.repositories import audit, states
from ..identity.principal import READ, Principal
from ..investigations import access
from ..versions.past_states import PastState, past_state, state_before, to_document
from .entries import action_types_of

DEFAULT_LIMIT, MAX_LIMIT = 20, 100
# Each item holds two whole states, so a page ends early when its items and the JSON that was parsed for them have this
# size.
MAX_PAGE_BYTES = 4 * 1024 * 1024
# An entry may hold a whole state, and a page may end before most of its entries.
_ENTRIES_PER_READ = 10
_FILTERS = ("action_type", "source", "actor", "since", "until")
_CURSOR = re.compile(r"[1-9][0-9]{0,17}")
_PLAIN = (
    "entry_id",
    "investigation_id",
    "user_id",
    "actor",
    "action_type",
    "source",
    "version",
    "timestamp",
    "request_id",
)


def page(
    store: Backend, principal: Principal, investigation_id: str, query: dict[str, Any]
) -> tuple[list[bytes], str | None]:
    """Return the items of a page, newest first, each as JSON, and the cursor of the next page.

    query: `limit`, and any of `cursor`, `action_type`, `source`, `actor`, `since` and `until`.
    Raises BadCursor, NotFound, Forbidden.
    """
    owner = readable_owner(store, principal, investigation_id)
    filters = {name: query[name] for name in _FILTERS if name in query}
    filters |= {"user_id": owner} if owner is not None else {}
    newest = entry_number(query.get("cursor")) - 1
    # One number more than the page holds shows that another page follows.
    numbers = _newest_matching(store, investigation_id, newest, filters, query["limit"] + 1)
    items = _items(store, numbers[: query["limit"]])
    is_last = len(items) == len(numbers)
    return items, None if is_last else str(numbers[len(items) - 1])


def export(store: Backend, principal: Principal, investigation_id: str) -> Iterator[bytes]:
    """Yield the entries as stored, oldest first, as one JSON document per line.

    `reverse` and `changes` are merge patches to the state before and after. docs/audit.md defines what `hash` covers.
    Raises NotFound or Forbidden before the first line.
    """
    owner = readable_owner(store, principal, investigation_id)
    return _lines(store, investigation_id, owner)


def readable_owner(reader: Reader, principal: Principal, investigation_id: str) -> str | None:
    """Return the owner to whose entries the caller is limited, None for an admin, who may read all.

    The user who owned the investigation at the time can read an entry, even after a deletion. A reused id may belong to
    another user, so each owner reads only entries about their own investigations.
    Raises Forbidden when the investigation is only shared with the caller, NotFound when the caller cannot see it.
    """
    principal.require(READ)
    owner = None if principal.is_admin else principal.user_id
    if states.exists(reader, investigation_id, owner) or audit.has_entries(reader, investigation_id, owner):
        return owner
    access.get_readable(reader, principal, investigation_id, ("version",))
    raise Forbidden("Only the owner reads the audit trail.")


def entry_number(cursor: str | None) -> int:
    """Return the number below which a page's entries lie; without a cursor, the highest possible. Raises BadCursor."""
    if cursor is None:
        return audit.MAX_ENTRY_SEQ
    if not _CURSOR.fullmatch(cursor):
        raise BadCursor("This is no cursor of an audit trail.")
    return int(cursor)


def _newest_matching(
    store: Backend, investigation_id: str, newest: int, filters: Mapping[str, str], limit: int
) -> list[int]:
    """Return the numbers of the newest matching entries, searching an index backwards in short batches."""
    numbers: list[int] = []
    for after, end in batches(partial(_batch_end, store, investigation_id, newest)):
        bounds = (end or 0, newest if after is None else after - 1)
        missing = limit - len(numbers)
        numbers += audit.matching_entries(store, investigation_id, bounds, filters, missing)
        if len(numbers) == limit:
            break
    return numbers


def _batch_end(store: Backend, investigation_id: str, newest: int, after: int | None) -> int | None:
    first = newest if after is None else after - 1
    return audit.nth_entry(store, investigation_id, first, ROWS_PER_BATCH - 1)


def _items(store: Backend, numbers: list[int]) -> list[bytes]:
    items: list[bytes] = []
    size_bytes, past = 0, None
    for entry in _entries(store, numbers):
        item, past, read_bytes = _item(store, entry, past)
        items.append(item)
        size_bytes += len(item) + read_bytes
        if size_bytes > MAX_PAGE_BYTES:
            break
    return items


def _entries(store: Backend, numbers: list[int]) -> Iterator[Row]:
    for first in range(0, len(numbers), _ENTRIES_PER_READ):
        yield from audit.select_entries(store, numbers[first : first + _ENTRIES_PER_READ])
        yield_between_batches()


def _item(store: Backend, entry: Row, newer: PastState | None) -> tuple[bytes, PastState | None, int]:
    """Return the item, the state before it, from which the next older one is computed, and the bytes parsed for it."""
    identity, version = (entry["investigation_id"], entry["incarnation"]), entry["version"]
    after = past_state(store, *identity, version, newer)
    if version == 1:
        before = None
    else:
        before = state_before(after, entry["previous_state"]) if after else past_state(store, *identity, version - 1)
    item = {name: entry[name] for name in _PLAIN} | {
        "previous_state": to_document(before, updated_at=entry["previous_at"]),
        "new_state": to_document(after, updated_at=entry["timestamp"]),
        "changes": orjson.Fragment(entry["changes"] or "{}"),
        "action_types": action_types_of(entry),
    }
    item |= {"trace_id": entry["trace_id"]} if entry["trace_id"] else {}
    return orjson.dumps(item), before, sum(past.read_bytes for past in (after, before) if past)


def _lines(store: Backend, investigation_id: str, owner: str | None) -> Iterator[bytes]:
    for after, last in audit.entry_ranges(store, investigation_id):
        yield b"".join(map(_line, audit.select_range(store, investigation_id, after, last, owner)))
        yield_between_batches()


def _line(entry: Row) -> bytes:
    documents = {
        "action_types": orjson.Fragment(entry["action_types"] or "null"),
        "reverse": orjson.Fragment(entry["previous_state"] or "null"),
        "changes": orjson.Fragment(entry["changes"] or "null"),
    }
    plain = {name: entry[name] for name in ("entry_seq", *_PLAIN, "incarnation")}
    hashes = {name: entry[name] for name in ("trace_id", "previous_hash", "hash", "hash_version")}
    return orjson.dumps(plain | documents | hashes) + b"\n"
