"""Sharing an investigation with other users (contract section 2). Only the owner or an admin may."""

from collections.abc import Callable
from typing import Any

from ...errors import NotFound, ValidationError
from ...store import Backend, Transaction
from ...store.models import Access
from ..identity.caller import Caller, Outcome
from ..identity.principal import READ, Principal, is_user_id
from . import access, recorder
from .commands import Change, command
from .state import Document, Row

ROLES = ("viewer", "editor")


def shares(store: Backend, principal: Principal, investigation_id: str) -> list[dict[str, Any]]:
    """Return who else may see the investigation, and how."""
    access.get_owned(store.reader, principal, investigation_id, READ)
    columns = (Access.user_id, Access.role, Access.granted_by, Access.granted_at)
    mine = Access.investigation_id == investigation_id
    return store.read(Access.select(*columns).where(mine).order_by(Access.user_id))


def share(store: Backend, caller: Caller, investigation_id: str, user_id: str, role: str) -> Outcome:
    """Let a user view or edit the investigation."""
    granted = {"role": role, "granted_by": caller.user_id}

    def change(tx: Transaction, row: Row) -> None:
        if not is_user_id(user_id):
            raise ValidationError([("user_id", "Must be 1 to 255 printable characters.")])
        if user_id == row["user_id"]:
            raise ValidationError([("user_id", "The owner needs no share.")])
        mine = {"investigation_id": investigation_id, "user_id": user_id}
        changed = granted | {"granted_at": tx.now}
        if not tx.update(Access, changed, mine):
            tx.insert(Access, [mine | changed])

    return _change_access(store, caller, investigation_id, {"user_id": user_id, "role": role}, change)


def unshare(store: Backend, caller: Caller, investigation_id: str, user_id: str) -> Outcome:
    """Take a share back; the user's open streams on the investigation end. Raises NotFound when there is none."""

    def change(tx: Transaction, _: Row) -> None:
        if not tx.delete(Access, {"investigation_id": investigation_id, "user_id": user_id}):
            raise NotFound(f"The investigation is not shared with {user_id}.")

    return _change_access(store, caller, investigation_id, {"user_id": user_id}, change)


def _change_access(
    store: Backend,
    caller: Caller,
    investigation_id: str,
    told: dict[str, str],
    change: Callable[[Transaction, Row], None],
) -> Outcome:
    def effect_of(tx: Transaction, row: Row, before: Document) -> Change:
        change(tx, row)
        event = recorder.NewEvent("access_changed", {"investigation_id": investigation_id} | told)
        return Change(before, [event], "ACCESS_CHANGED")

    return command(store, caller, investigation_id, effect_of, access.get_owned)
