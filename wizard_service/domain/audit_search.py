"""Which entries of a trail match: its index is searched in short turns, newest first, without a look at the entries."""

from functools import partial
from typing import Any

from ..store import Store
from ..store.models import AuditEntry
from .trail_access import entry_number
from .turns import ROWS_PER_TURN, in_turns


def newest_matching(store: Store, investigation_id: str, owner: str | None, query: dict[str, Any]) -> list[int]:
    """Return the numbers of the entries of a page, one more when there is another page.

    owner: whose entries alone. query: as of `audit_trail.page`. Raises BadCursor.
    """
    newest = entry_number(query["cursor"]) - 1 if "cursor" in query else None
    filters, found = _filters(owner, query), list[int]()
    for after, end in in_turns(partial(_end_of, store, investigation_id, newest)):
        matching = _numbers(investigation_id, newest if after is None else after - 1, end).where(*filters)
        found += _read(store, matching.limit(query["limit"] + 1 - len(found)))
        if len(found) > query["limit"]:
            break
    return found


def _end_of(store: Store, investigation_id: str, newest: int | None, after: int | None) -> int | None:
    behind = _numbers(investigation_id, newest if after is None else after - 1, None)
    return next(iter(_read(store, behind.limit(1).offset(ROWS_PER_TURN - 1))), None)


def _numbers(investigation_id: str, newest: int | None, oldest: int | None) -> Any:
    conditions = [AuditEntry.investigation_id == investigation_id]
    conditions += [AuditEntry.entry_seq <= newest] if newest is not None else []
    conditions += [AuditEntry.entry_seq >= oldest] if oldest is not None else []
    return AuditEntry.select(AuditEntry.entry_seq).where(*conditions).order_by(AuditEntry.entry_seq.desc())


def _read(store: Store, query: Any) -> list[int]:
    return [int(row["entry_seq"]) for row in store.read(query)]


def _filters(owner: str | None, query: dict[str, Any]) -> list[Any]:
    sought: dict[str, Any] = {name: query[name] for name in ("action_type", "source", "actor") if name in query}
    sought |= {"user_id": owner} if owner is not None else {}
    conditions = [getattr(AuditEntry, name) == value for name, value in sought.items()]
    conditions += [AuditEntry.timestamp >= query["since"]] if "since" in query else []
    conditions += [AuditEntry.timestamp <= query["until"]] if "until" in query else []
    return conditions
