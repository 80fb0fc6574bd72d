"""Reading the audit trail of an investigation (contract section 9)."""

from collections.abc import Iterator
from typing import Any

import orjson

from ..store import Store
from ..store.models import AuditEntry
from .audit_search import newest_matching
from .past_states import Past, past_state, recorded_at, shown
from .tokens import Principal
from .trail_access import readable_owner

DEFAULT_LIMIT, MAX_LIMIT = 20, 100
# Two whole states stand in each item: a page ends early rather than grow beyond this.
MAX_PAGE_BYTES = 4 * 1024 * 1024
EXPORT_PAGE = 50
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
    store: Store, principal: Principal, investigation_id: str, query: dict[str, Any]
) -> tuple[list[bytes], str | None]:
    """Return the items of a page, newest first, each as JSON, and the cursor of the next page.

    query: `limit`, and any of `cursor`, `action_type`, `source`, `actor`, `since` and `until`.
    Raises BadCursor, NotFound, Forbidden.
    """
    owner = readable_owner(store.reader, principal, investigation_id)
    numbers = newest_matching(store, investigation_id, owner, query)
    items: list[bytes] = []
    size_bytes, known = 0, None
    for entry in store.read(_numbered(numbers[: query["limit"]])) if numbers else ():
        item, known = _item(store, entry, known)
        items.append(item)
        size_bytes += len(item)
        if size_bytes > MAX_PAGE_BYTES:
            break
    is_last = len(items) == len(numbers)
    return items, None if is_last else str(numbers[len(items) - 1])


def export(store: Store, principal: Principal, investigation_id: str) -> Iterator[bytes]:
    """Yield the entries as stored, oldest first, one JSON document a line. Raises NotFound and Forbidden at once.

    `reverse` and `changes` are merge patches, back and forth. What `hash` is of: docs/audit.md.
    """
    owner = readable_owner(store.reader, principal, investigation_id)
    return _lines(store, investigation_id, owner)


def _lines(store: Store, investigation_id: str, owner: str | None) -> Iterator[bytes]:
    after = 0
    while entries := store.read(_of(investigation_id, owner, after).limit(EXPORT_PAGE)):
        after = entries[-1]["entry_seq"]
        yield b"".join(_line(entry) for entry in entries)


def _of(investigation_id: str, owner: str | None, after: int) -> Any:
    mine = (AuditEntry.investigation_id == investigation_id) & (AuditEntry.entry_seq > after)
    query = AuditEntry.select().where(mine).order_by(AuditEntry.entry_seq)
    return query if owner is None else query.where(AuditEntry.user_id == owner)


def _numbered(numbers: list[int]) -> Any:
    return AuditEntry.select().where(AuditEntry.entry_seq.in_(numbers)).order_by(AuditEntry.entry_seq.desc())


def _item(store: Store, entry: dict[str, Any], known: Past | None) -> tuple[bytes, Past | None]:
    """Return the item and the state before it, from which the next older one is near."""
    which = (entry["investigation_id"], entry["incarnation"])
    after = past_state(store.reader, *which, entry["version"], known)
    before = past_state(store.reader, *which, entry["version"] - 1, after) if entry["version"] > 1 else None
    item = {name: entry[name] for name in _PLAIN} | {
        "previous_state": shown(before, updated_at=recorded_at(store.reader, *which, entry["version"] - 1)),
        "new_state": shown(after, updated_at=entry["timestamp"]),
        "changes": orjson.Fragment(entry["changes"] or "{}"),
    }
    return orjson.dumps(item), before


def _line(entry: dict[str, Any]) -> bytes:
    patches = {
        "reverse": orjson.Fragment(entry["previous_state"] or "null"),
        "changes": orjson.Fragment(entry["changes"] or "null"),
    }
    plain = {name: entry[name] for name in ("entry_seq", *_PLAIN, "incarnation")}
    return orjson.dumps(plain | patches | {name: entry[name] for name in ("previous_hash", "hash")}) + b"\n"
