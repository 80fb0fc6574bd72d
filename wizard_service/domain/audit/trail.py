"""Which entries of a trail match: its index is searched in short turns, newest first, without a look at the entries.

Reading the audit trail of an investigation (contract section 9).

Who may read an audit trail: the owner at the time of an entry, and admins; also once the investigation is gone.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import orjson

from ...errors import BadCursor, Forbidden
from ...process.cooperative import ROWS_PER_BATCH, batches
from ...store import Backend, Reader, audit, states
from ...store.models import AuditEntry
from ..identity.principal import READ, Principal
from ..investigations import access
from ..versions.past_states import PastState, past_state, recorded_at, shown


def newest_matching(store: Backend, investigation_id: str, owner: str | None, query: dict[str, Any]) -> list[int]:
    """Return the numbers of the entries of a page, one more when there is another page.

    owner: whose entries alone. query: as of `audit_trail.page`. Raises BadCursor.
    """
    newest = entry_number(query["cursor"]) - 1 if "cursor" in query else None
    filters, found = _filters(owner, query), list[int]()
    for after, end in batches(partial(_end_of, store, investigation_id, newest)):
        matching = _numbers(investigation_id, newest if after is None else after - 1, end).where(*filters)
        found += _read(store, matching.limit(query["limit"] + 1 - len(found)))
        if len(found) > query["limit"]:
            break
    return found


def _end_of(store: Backend, investigation_id: str, newest: int | None, after: int | None) -> int | None:
    behind = _numbers(investigation_id, newest if after is None else after - 1, None)
    return next(iter(_read(store, behind.limit(1).offset(ROWS_PER_BATCH - 1))), None)


def _numbers(investigation_id: str, newest: int | None, oldest: int | None) -> Any:
    conditions = [AuditEntry.investigation_id == investigation_id]
    conditions += [AuditEntry.entry_seq <= newest] if newest is not None else []
    conditions += [AuditEntry.entry_seq >= oldest] if oldest is not None else []
    return AuditEntry.select(AuditEntry.entry_seq).where(*conditions).order_by(AuditEntry.entry_seq.desc())


def _read(store: Backend, query: Any) -> list[int]:
    return [int(row["entry_seq"]) for row in store.read(query)]


def _filters(owner: str | None, query: dict[str, Any]) -> list[Any]:
    sought: dict[str, Any] = {name: query[name] for name in ("action_type", "source", "actor") if name in query}
    sought |= {"user_id": owner} if owner is not None else {}
    conditions = [getattr(AuditEntry, name) == value for name, value in sought.items()]
    conditions += [AuditEntry.timestamp >= query["since"]] if "since" in query else []
    conditions += [AuditEntry.timestamp <= query["until"]] if "until" in query else []
    return conditions


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
    store: Backend, principal: Principal, investigation_id: str, query: dict[str, Any]
) -> tuple[list[bytes], str | None]:
    """Return the items of a page, newest first, each as JSON, and the cursor of the next page.

    query: `limit`, and any of `cursor`, `action_type`, `source`, `actor`, `since` and `until`.
    Raises BadCursor, NotFound, Forbidden.
    """
    owner = readable_owner(store, principal, investigation_id)
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


def export(store: Backend, principal: Principal, investigation_id: str) -> Iterator[bytes]:
    """Yield the entries as stored, oldest first, one JSON document a line. Raises NotFound and Forbidden at once.

    `reverse` and `changes` are merge patches, back and forth. What `hash` is of: docs/audit.md.
    """
    owner = readable_owner(store, principal, investigation_id)
    return _lines(store, investigation_id, owner)


def _lines(store: Backend, investigation_id: str, owner: str | None) -> Iterator[bytes]:
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


def _item(store: Backend, entry: dict[str, Any], known: PastState | None) -> tuple[bytes, PastState | None]:
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


_CURSOR = re.compile(r"[1-9][0-9]{0,17}")


def readable_owner(reader: Reader, principal: Principal, investigation_id: str) -> str | None:
    """Return whose entries the caller may read: its own, or None for everybody's.

    An id used again belongs to another investigation, perhaps another user's: each reads what was its own.
    Raises Forbidden when the investigation is only shared with the caller, NotFound when it is unknown to it.
    """
    principal.require(READ)
    owner = None if principal.is_admin else principal.user_id
    if states.exists(reader, investigation_id, owner) or audit.has_entries(reader, investigation_id, owner):
        return owner
    access.get_readable(reader, principal, investigation_id, ("version",))
    raise Forbidden("Only the owner reads the audit trail.")


def entry_number(cursor: str) -> int:
    """Return the number of the entry that a cursor of a trail stands at. Raises BadCursor."""
    if not _CURSOR.fullmatch(cursor):
        raise BadCursor("This is no cursor of an audit trail.")
    return int(cursor)
