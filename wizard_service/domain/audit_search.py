"""Which entries of a trail match: its index is searched in short turns, newest first, without a look at the entries."""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Any

from ..store import Store
from ..store.models import AuditEntry
from .trail_access import entry_number
from .turns import ROWS_PER_TURN, in_turns

_NUMBER = AuditEntry.entry_seq


def newest_matching(store: Store, investigation_id: str, owner: str | None, query: dict[str, Any]) -> list[int]:
    """Return the numbers of the entries of a page, and one more when there is another page.

    owner: whose entries alone. query: as of `audit_trail.page`. Raises BadCursor.
    """
    before = entry_number(query["cursor"]) if "cursor" in query else None
    filters = _filters(owner, query)
    return list(islice(_matching(store, AuditEntry.investigation_id == investigation_id, filters, before), query["limit"] + 1))


def _matching(store: Store, mine: Any, filters: list[Any], before: int | None) -> Iterator[int]:
    def end_of(after: int | None) -> int | None:
        oldest = _numbers(mine, after or before, None).limit(1).offset(ROWS_PER_TURN - 1)
        return next((int(row["entry_seq"]) for row in store.read(oldest)), None)

    for after, end in in_turns(end_of):
        yield from (int(row["entry_seq"]) for row in store.read(_numbers(mine, after or before, end).where(*filters)))


def _numbers(mine: Any, before: int | None, end: int | None) -> Any:
    ends = [_NUMBER < before] if before is not None else []
    ends += [_NUMBER >= end] if end is not None else []
    return AuditEntry.select(_NUMBER).where(mine, *ends).order_by(_NUMBER.desc())
