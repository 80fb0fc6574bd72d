"""Lists of investigations, from columns that every write keeps; no document is ever parsed for one."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from peewee import SqliteDatabase

from ...store import Backend
from ...store.events import feed_bounds
from ..identity.principal import READ, RUN, Principal
from .state import Row

# What a listener on everything is told first; more investigations than this are for the list with its pages.
MAX_LISTED = 500
LISTED_ROLES = ("owner", "editor", "viewer")
_SHOWN = (
    "investigation_id",
    "user_id",
    "name",
    "wizard_step",
    "status",
    "version",
    "risk_score",
    "risk_level",
    "entity_count",
    "created_at",
    "updated_at",
    "started_at",
    "completed_at",
)
_OWN = """FROM investigation_states AS s INDEXED BY investigation_states_active
WHERE s.user_id = ? AND s.archived_at IS NULL"""
# CROSS JOIN: from what is shared with the user to the states, never the other way round.
_SHARED = """FROM investigation_access AS a
CROSS JOIN investigation_states AS s ON s.investigation_id = a.investigation_id
WHERE a.user_id = ? AND s.archived_at IS NULL"""
_COLUMNS = ", ".join(f"s.{column}" for column in (*_SHOWN, "incarnation"))
_NEWEST_FIRST = "ORDER BY updated_at DESC, investigation_id LIMIT ? OFFSET ?"


@dataclass(frozen=True)
class ActiveQuery:
    """Which rows of the list, None for any status or step, and which page of them."""

    limit: int = MAX_LISTED
    offset: int = 0
    status: str | None = None
    wizard_step: str | None = None

    @property
    def filters(self) -> dict[str, str]:
        given = {"status": self.status, "wizard_step": self.wizard_step}
        return {name: value for name, value in given.items() if value is not None}


@dataclass(frozen=True)
class Page:
    """rows: as they are shown, with the caller's role. total: on all pages. head: of the caller's own feed.

    etag: weak, with its quotes; the same as long as these rows, at these versions, and the total are.
    """

    rows: list[Row]
    total: int
    head: int
    etag: str


def active_page(store: Backend, principal: Principal, wanted: ActiveQuery) -> Page:
    """Return what is not archived and the principal owns or was given, newest change first, from one read."""
    principal.require(READ, RUN)
    with store.reader.atomic():
        rows = _rows(store.reader, principal.user_id, wanted)
        total = _total(store.reader, principal.user_id, wanted)
        head = feed_bounds(store, principal.user_id).head
    etag = _etag(rows, total, store.epoch)
    return Page([_shown(row) for row in rows], total, head, etag)


def active_investigations(store: Backend, principal: Principal) -> tuple[list[Row], int]:
    """Return what the caller owns and has not archived, newest change first, and its feed's head, from one read."""
    principal.require(READ, RUN)
    with store.reader.atomic():
        rows = _rows(store.reader, principal.user_id, ActiveQuery(), with_shared=False)
        return [_shown(row) for row in rows], feed_bounds(store, principal.user_id).head


def _rows(database: SqliteDatabase, user_id: str, wanted: ActiveQuery, *, with_shared: bool = True) -> list[Row]:
    statement = _rows_statement(tuple(wanted.filters), with_shared, database.param)
    each = (user_id, *wanted.filters.values())
    asked = (*each, *(each if with_shared else ()), wanted.limit, wanted.offset)
    found = database.execute_sql(statement, asked).fetchall()
    return [dict(zip((*_SHOWN, "incarnation", "role"), row, strict=True)) for row in found]


def _total(database: SqliteDatabase, user_id: str, wanted: ActiveQuery) -> int:
    each = (user_id, *wanted.filters.values())
    counted = database.execute_sql(_total_statement(tuple(wanted.filters), database.param), (*each, *each)).fetchone()
    return int(counted[0])


@lru_cache(maxsize=16)
def _rows_statement(filters: tuple[str, ...], with_shared: bool, param: str) -> str:
    own, shared = _filtered(filters)
    parts = [f"SELECT {_COLUMNS}, 'owner' AS role {own}"]
    if with_shared:
        parts.append(f"SELECT {_COLUMNS}, a.role {shared}")
    return f"{' UNION ALL '.join(parts)} {_NEWEST_FIRST}".replace("?", param)


@lru_cache(maxsize=16)
def _total_statement(filters: tuple[str, ...], param: str) -> str:
    own, shared = _filtered(filters)
    return f"SELECT (SELECT count(*) {own}) + (SELECT count(*) {shared})".replace("?", param)


def _filtered(filters: tuple[str, ...]) -> tuple[str, str]:
    condition = "".join(f" AND s.{name} = ?" for name in filters)
    return _OWN + condition, _SHARED + condition


def _shown(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "incarnation"}


def _etag(rows: list[Row], total: int, epoch: str) -> str:
    # Every change of a row brings a new version; the role tells apart what two users are shown.
    seen = [f"{row['investigation_id']} {row['incarnation']}.{row['version']} {row['role']}" for row in rows]
    digest = hashlib.sha256("\n".join([str(total), *seen]).encode()).hexdigest()
    return f'W/"{epoch}.{digest[:32]}"'
