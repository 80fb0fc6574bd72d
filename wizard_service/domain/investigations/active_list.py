"""Lists of active investigations, from columns that every write keeps up to date: no document is parsed for a list."""

import hashlib
from dataclasses import dataclass
from typing import Any

from ...store import Backend, Reader
from ...store.repositories import active_list
from ...store.repositories.events import feed_bounds
from ..identity.principal import READ, RUN, Principal
from .state import Row

# A stream of everything begins with at most this many investigations; the paged list has them all.
MAX_LISTED = 500
LISTED_ROLES = ("owner", "editor", "viewer")


@dataclass(frozen=True)
class ActiveQuery:
    """Selects rows of the list, with None for any status or step, and one page of them."""

    limit: int = MAX_LISTED
    offset: int = 0
    status: str | None = None
    wizard_step: str | None = None

    @property
    def filters(self) -> list[tuple[str, str]]:
        filters = (("status", self.status), ("wizard_step", self.wizard_step))
        return [(column, value) for column, value in filters if value is not None]


@dataclass(frozen=True)
class ActivePage:
    """One page of active investigations.

    rows: as clients see them, with the caller's role. total: on all pages. head: of the caller's own feed.

    etag: weak, with its quotes; it stays the same while these rows, their versions and the total do.
    """

    rows: list[Row]
    total: int
    head: int
    etag: str


def list_active(store: Backend, principal: Principal, query: ActiveQuery) -> ActivePage:
    """Return a page of the investigations that the principal may read, newest change first, all from one snapshot."""
    principal.require(READ, RUN)
    user_id, filters = principal.user_id, query.filters
    with store.snapshot() as reader:
        rows = active_list.find_readable(reader, user_id, filters, limit=query.limit, offset=query.offset)
        total = active_list.count_readable(reader, user_id, filters)
        head = feed_bounds(reader, user_id).head
    return ActivePage([_item(row) for row in rows], total, head, _etag(rows, total, store.epoch))


def list_owned_active(reader: Reader, principal: Principal) -> tuple[list[Row], int]:
    """Return the active investigations that the principal owns, newest change first, and the head of its feed.

    reader: a snapshot, because the client follows the feed from this head to update this list.
    """
    principal.require(READ, RUN)
    rows = active_list.find_owned(reader, principal.user_id, (), limit=MAX_LISTED)
    return [_item(row) for row in rows], feed_bounds(reader, principal.user_id).head


def _item(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "incarnation"}


def _etag(rows: list[Row], total: int, epoch: str) -> str:
    # Every change of a row makes a new version. The role is included because two users see different ones.
    tags = [f"{row['investigation_id']} {row['incarnation']}.{row['version']} {row['role']}" for row in rows]
    digest = hashlib.sha256("\n".join([str(total), *tags]).encode()).hexdigest()
    return f'W/"{epoch}.{digest[:32]}"'
