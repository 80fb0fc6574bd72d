"""Who may read an audit trail: the owner at the time of an entry, and admins; also once the investigation is gone."""

import re

from peewee import SqliteDatabase

from ..errors import BadCursor, Forbidden
from ..store.models import AuditEntry, State
from . import access
from .tokens import READ, Principal

_CURSOR = re.compile(r"[1-9][0-9]{0,17}")


def readable_owner(database: SqliteDatabase, principal: Principal, investigation_id: str) -> str | None:
    """Return whose entries the caller may read: its own, or None for everybody's.

    An id used again belongs to another investigation, perhaps another user's: each reads what was its own.
    Raises Forbidden when the investigation is only shared with the caller, NotFound when it is unknown to it.
    """
    principal.require(READ)
    owner = None if principal.is_admin else principal.user_id
    if any(_exists(database, model, investigation_id, owner) for model in (State, AuditEntry)):
        return owner
    access.visible_state(database, principal, investigation_id, ("version",))
    raise Forbidden("Only the owner reads the audit trail.")


def entry_number(cursor: str) -> int:
    """Return the number of the entry that a cursor of a trail stands at. Raises BadCursor."""
    if not _CURSOR.fullmatch(cursor):
        raise BadCursor("This is no cursor of an audit trail.")
    return int(cursor)


def _exists(
    database: SqliteDatabase, model: type[State] | type[AuditEntry], investigation_id: str, owner: str | None
) -> bool:
    query = model.select(model.version).where(model.investigation_id == investigation_id)
    if owner is not None:
        query = query.where(model.user_id == owner)
    return query.limit(1).scalar(database) is not None
