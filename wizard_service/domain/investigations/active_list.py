"""Lists of active investigations, read from denormalized columns, so that a list parses no JSON documents."""

import hashlib
from dataclasses import dataclass
from typing import Any

from ...store import Backend, Reader
from ...store.repositories import active_list
from ...store.repositories.events import feed_bounds
from ..executors.presence import status_of_lease
from ..identity.principal import READ, RUN, Principal
from ..stored_sections import intact
from .state import Row

# The list at the start of an owner's stream is cut off here; the paged list is complete.
MAX_LISTED = 500
LISTED_ROLES = ("owner", "editor", "viewer")


@dataclass(frozen=True)
class ActiveQuery:
    """Filters and page of a list. A filter that is None matches every row."""

    limit: int = MAX_LISTED
    offset: int = 0
    status: str | None = None
    wizard_step: str | None = None
    waiting: bool = False

    @property
    def filters(self) -> active_list.Filters:
        columns = (("status", self.status), ("wizard_step", self.wizard_step))
        equal = [active_list.equal(column, value) for column, value in columns if value is not None]
        return [*equal, active_list.WAITING] if self.waiting else equal


@dataclass(frozen=True)
class ActivePage:
    """One page of active investigations.

    rows: in the shape that clients see, with the caller's role. total: rows on all pages.
    waiting: how many of the caller's active investigations, whatever the filters, wait for a person. head: newest
    offset of the caller's own feed. etag: weak, quoted; it changes with the rows of the page, their versions, the total
    and what waits.
    """

    rows: list[Row]
    total: int
    waiting: int
    head: int
    etag: str


def list_active(store: Backend, principal: Principal, query: ActiveQuery) -> ActivePage:
    """Return a page of the active investigations that the principal may read, most recently changed first.

    Rows, total and head come from one snapshot.
    """
    principal.require(READ, RUN)
    user_id, filters = principal.user_id, query.filters
    with store.snapshot() as reader:
        rows = active_list.find_readable(reader, user_id, filters, limit=query.limit, offset=query.offset)
        total = active_list.count_readable(reader, user_id, filters)
        waiting = active_list.count_readable(reader, user_id, (active_list.WAITING,))
        head = feed_bounds(reader, user_id).head
    etag = _etag(rows, total, waiting, store.epoch)
    return ActivePage([_item(row) for row in intact(rows)], total, waiting, head, etag)


def list_owned_active(reader: Reader, principal: Principal) -> tuple[list[Row], int]:
    """Return the active investigations that the principal owns, most recently changed first, and its feed's head.

    reader: a snapshot, because the client keeps this list current by following the feed from this head.
    """
    principal.require(READ, RUN)
    rows = active_list.find_owned(reader, principal.user_id, (), limit=MAX_LISTED)
    return [_item(row) for row in intact(rows)], feed_bounds(reader, principal.user_id).head


def _item(row: Row) -> dict[str, Any]:
    item = {name: value for name, value in row.items() if name not in ("incarnation", "lease_end")}
    return item | {"open_inputs": row["open_inputs"] or 0, "executor_status": status_of_lease(row["lease_end"])}


def _etag(rows: list[Row], total: int, waiting: int, epoch: str) -> str:
    # The version changes with every change of a row. The role is included because it differs between users.
    tags = [f"{row['investigation_id']} {row['incarnation']}.{row['version']} {row['role']}" for row in rows]
    digest = hashlib.sha256("\n".join([f"{total} {waiting}", *tags]).encode()).hexdigest()
    return f'W/"{epoch}.{digest[:32]}"'
