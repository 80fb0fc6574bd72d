"""Sharing an investigation with other users (contract section 2). Only the owner or an admin may."""

from collections.abc import Callable
from typing import Any

from ...errors import NotFound, ValidationError
from ...store import Backend, Transaction
from ...store.repositories import sharing
from ..identity.caller import Caller, Outcome
from ..identity.principal import READ, Principal, is_user_id
from . import access, commands
from .delta import NewEvent
from .recorder import Change
from .state import Document, Row

ROLES = ("viewer", "editor")


def shares(store: Backend, principal: Principal, investigation_id: str) -> list[dict[str, Any]]:
    """Return the users with whom the investigation is shared, and their roles."""
    access.get_owned(store, principal, investigation_id, READ, ("user_id",))
    return sharing.shares_of(store, investigation_id)


def share(store: Backend, caller: Caller, investigation_id: str, user_id: str, role: str) -> Outcome:
    """Let a user view or edit the investigation. A share that exists with this role stays, and nothing is recorded."""

    def grant(tx: Transaction, row: Row) -> bool:
        if not is_user_id(user_id):
            raise ValidationError([("user_id", "Must be 1 to 255 printable characters.")])
        if user_id == row["user_id"]:
            raise ValidationError([("user_id", "The owner needs no share.")])
        if sharing.role_of(tx, investigation_id, user_id) == role:
            return False
        sharing.put_share(tx, investigation_id, user_id, role, caller.user_id)
        return True

    return _change_access(store, caller, investigation_id, {"user_id": user_id, "role": role}, grant)


def unshare(store: Backend, caller: Caller, investigation_id: str, user_id: str) -> Outcome:
    """Revoke a share; the user's open streams on the investigation end. Raises NotFound when there is none."""

    def revoke(tx: Transaction, _: Row) -> bool:
        if not sharing.delete_share(tx, investigation_id, user_id):
            raise NotFound(f"The investigation is not shared with {user_id}.")
        return True

    return _change_access(store, caller.without_quotas(), investigation_id, {"user_id": user_id}, revoke)


def _change_access(
    store: Backend,
    caller: Caller,
    investigation_id: str,
    members: dict[str, str],
    write: Callable[[Transaction, Row], bool],
) -> Outcome:
    """Run `write`, which returns whether it has changed a share, and record the change."""

    def find(tx: Transaction) -> Row:
        return access.get_owned(tx, caller.principal, investigation_id)

    def decide(tx: Transaction, row: Row, before: Document) -> Change:
        if not write(tx, row):
            return Change(before)
        event = NewEvent("access_changed", {"investigation_id": investigation_id} | members)
        return Change(before, [event], action_type="ACCESS_CHANGED")

    return commands.run(store, caller, investigation_id, decide, find)
