"""Who may do what with an investigation. The check is part of the query: what is not visible is not found."""

from typing import Any

from peewee import JOIN, SqliteDatabase

from ..errors import Forbidden, NotFound
from ..store.models import Access, Feed, State
from .tokens import READ, RUN, WRITE, Principal

Row = dict[str, Any]


def visible_state(database: SqliteDatabase, principal: Principal, investigation_id: str, *columns: Any) -> Row:
    """Return the state's row with `role` (of a share, or None) and `head` (of the owner's feed, from the same read).

    Raises NotFound when it is unknown or neither the caller's nor shared with the caller; Forbidden without a
    reading scope.
    """
    principal.require(READ, RUN)
    return _find(database, principal, investigation_id, columns or (State,))


def _find(database: SqliteDatabase, principal: Principal, investigation_id: str, columns: Any) -> Row:
    shared = (Access.investigation_id == State.investigation_id) & (Access.user_id == principal.user_id)
    query = (
        State.select(*columns, Access.role, Feed.head)
        .join(Access, JOIN.LEFT_OUTER, on=shared)
        .join(Feed, JOIN.LEFT_OUTER, on=Feed.owner == State.user_id)
        .where(State.investigation_id == investigation_id)
    )
    if not principal.sees_all:
        query = query.where((State.user_id == principal.user_id) | Access.role.is_null(False))
    row: Row | None = next(iter(query.dicts().execute(database)), None)
    if row is None:
        raise NotFound(f"There is no investigation {investigation_id}.")
    return row


def writable_state(database: SqliteDatabase, principal: Principal, investigation_id: str) -> Row:
    """Like `visible_state`, for a change of the state itself: owner or editor with write scope, or an executor."""
    principal.require(WRITE, RUN)
    row = _find(database, principal, investigation_id, (State,))
    if not (_is_owner(row, principal) or row["role"] == "editor" or principal.sees_all):
        raise Forbidden("The investigation is shared with you for viewing only.")
    return row


def owned_state(database: SqliteDatabase, principal: Principal, investigation_id: str) -> Row:
    """Like `visible_state`, for what only the owner or an admin may do."""
    principal.require(WRITE)
    row = _find(database, principal, investigation_id, (State,))
    if not (_is_owner(row, principal) or principal.is_admin):
        raise Forbidden("Only the owner may do this.")
    return row


def may_change_settings(row: Row, principal: Principal) -> bool:
    """Executors change progress, results, status and step of anybody's investigation, but not its settings."""
    acts_for_itself = _is_owner(row, principal) or row["role"] == "editor"
    return principal.is_admin or (acts_for_itself and WRITE in principal.scopes)


def _is_owner(row: Row, principal: Principal) -> bool:
    return bool(row["user_id"] == principal.user_id)
