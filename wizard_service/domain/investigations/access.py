"""Who may do what with an investigation. The check is part of the query: what is not visible is not found."""

from functools import lru_cache
from typing import Any

from peewee import SqliteDatabase

from ...errors import Forbidden, InvalidTransition, NotFound
from ...store.models import State
from ..identity.principal import READ, RUN, WRITE, Principal

Row = dict[str, Any]

COLUMNS: tuple[str, ...] = tuple(field.column_name for field in State._meta.sorted_fields)
_VISIBLE = """
SELECT {columns}, a.role, coalesce(f.pruned, 0), coalesce(f.head, 0)
FROM investigation_states AS s
LEFT JOIN investigation_access AS a ON a.investigation_id = s.investigation_id AND a.user_id = ?
LEFT JOIN feeds AS f ON f.owner = s.user_id
WHERE s.investigation_id = ? AND (s.user_id = ? OR a.role IS NOT NULL OR ? = 1)
"""


def get_readable(
    database: SqliteDatabase, principal: Principal, investigation_id: str, columns: tuple[str, ...] = COLUMNS
) -> Row:
    """Return the state's row with `role` (of a share, or None), `pruned` and `head` (of the owner's feed, same read).

    Raises NotFound when it is unknown or neither the caller's nor shared with the caller; Forbidden without a
    reading scope.
    """
    principal.require(READ, RUN)
    return _find(database, principal, investigation_id, columns)


def exists_for_owner(database: SqliteDatabase, owner: str, investigation_id: str) -> bool:
    """Say whether the owner has such an investigation, whoever else may see it."""
    return bool(
        State.select().where(State.investigation_id == investigation_id, State.user_id == owner).exists(database)
    )


def _find(
    database: SqliteDatabase, principal: Principal, investigation_id: str, columns: tuple[str, ...] = COLUMNS
) -> Row:
    user_id = principal.user_id
    asked = (user_id, investigation_id, user_id, 1 if principal.sees_all else 0)
    found = database.execute_sql(_statement(columns, database.param), asked).fetchone()
    if found is None:
        raise NotFound(f"There is no investigation {investigation_id}.")
    return dict(zip((*columns, "role", "pruned", "head"), found, strict=True))


@lru_cache(maxsize=16)
def _statement(columns: tuple[str, ...], param: str) -> str:
    # Every request asks this. Written out, because building it anew costs Peewee 20 times what SQLite takes.
    listed = ", ".join(f"s.{column}" for column in columns)
    return _VISIBLE.replace("?", param).format(columns=listed)


def get_editable(database: SqliteDatabase, principal: Principal, investigation_id: str) -> Row:
    """Like `visible_state`, for a change of the state itself: owner or editor with write scope, or an executor.

    Raises InvalidTransition when it is archived.
    """
    principal.require(WRITE, RUN)
    row = _changeable(database, principal, investigation_id)
    if row["archived_at"]:
        ends = {"field": "archived_at", "from_value": row["archived_at"], "to_value": row["archived_at"], "allowed": []}
        raise InvalidTransition("The investigation is archived: restore it before changing it.", **ends)
    return row


def require_edit_access(database: SqliteDatabase, principal: Principal, investigation_id: str) -> None:
    """Raise NotFound or Forbidden when the principal may not change the investigation, if there (still) is one."""
    principal.require(WRITE, RUN)
    if State.select().where(State.investigation_id == investigation_id).exists(database):
        _changeable(database, principal, investigation_id, ("user_id",))


def _changeable(
    database: SqliteDatabase, principal: Principal, investigation_id: str, columns: tuple[str, ...] = COLUMNS
) -> Row:
    row = _find(database, principal, investigation_id, columns)
    if not (_is_owner(row, principal) or row["role"] == "editor" or principal.sees_all):
        raise Forbidden("The investigation is shared with you for viewing only.")
    return row


def get_owned(
    database: SqliteDatabase,
    principal: Principal,
    investigation_id: str,
    scope: str = WRITE,
    columns: tuple[str, ...] = COLUMNS,
) -> Row:
    """Like `visible_state`, for what only the owner or an admin may do; the columns must have `user_id`."""
    principal.require(scope)
    row = _find(database, principal, investigation_id, columns)
    if not (_is_owner(row, principal) or principal.is_admin):
        raise Forbidden("Only the owner may do this.")
    return row


def may_change_settings(row: Row, principal: Principal) -> bool:
    """Executors change progress, results, status and step of anybody's investigation, but not its settings."""
    acts_for_itself = _is_owner(row, principal) or row["role"] == "editor"
    return principal.is_admin or (acts_for_itself and WRITE in principal.scopes)


def _is_owner(row: Row, principal: Principal) -> bool:
    return bool(row["user_id"] == principal.user_id)
