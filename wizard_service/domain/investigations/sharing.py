"""Sharing an investigation with other users (contract section 2).

Only the owner or an admin may share. A share is an invitation until its user accepts it; only then the investigation
is visible to that user. The user may decline the invitation or leave later.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ...errors import NotFound, ValidationError
from ...store import Backend, Reader, Transaction
from ...store.repositories import sharing, states
from ..identity.caller import Caller, Outcome
from ..identity.principal import READ, RUN, WRITE, Principal, is_user_id
from . import access, commands, recorder
from .delta import NewEvent
from .idempotency import write_once
from .recorder import Change
from .state import Document, Row

ROLES = ("viewer", "editor")


def shares(store: Backend, principal: Principal, investigation_id: str) -> list[dict[str, Any]]:
    """Return the users with whom the investigation is shared, their roles, and when they accepted."""
    access.get_owned(store, principal, investigation_id, READ, ("user_id",))
    return sharing.shares_of(store, investigation_id)


def share(store: Backend, caller: Caller, investigation_id: str, user_id: str, role: str) -> Outcome:
    """Invite a user to view or edit the investigation, or change the role of one who was invited before.

    A share or invitation that exists with this role stays, and nothing is recorded.
    """

    def grant(tx: Transaction, row: Row) -> Document | None:
        if not is_user_id(user_id):
            raise ValidationError([("user_id", "Must be 1 to 255 printable characters.")])
        if user_id == row["user_id"]:
            raise ValidationError([("user_id", "The owner needs no share.")])
        existing = sharing.find_share(tx, investigation_id, user_id)
        if existing and existing["role"] == role:
            return None
        granted = sharing.put_share(tx, investigation_id, user_id, role, caller.user_id)
        return {"user_id": user_id, "role": role, "accepted": granted["accepted_at"] is not None}

    return _change_access(store, caller, investigation_id, grant)


def unshare(store: Backend, caller: Caller, investigation_id: str, user_id: str) -> Outcome:
    """Revoke a share or an invitation; the user's open streams on the investigation end.

    The owner and admins revoke any, other users their own. Raises NotFound when there is none.
    """
    if user_id == caller.user_id:
        return _change_own_share(store, caller.without_quotas(), investigation_id, _delete_own)

    def revoke(tx: Transaction, _: Row) -> Document | None:
        if not sharing.delete_share(tx, investigation_id, user_id):
            raise NotFound(f"The investigation is not shared with {user_id}.")
        return {"user_id": user_id}

    return _change_access(store, caller.without_quotas(), investigation_id, revoke)


def invitations(store: Backend, principal: Principal, limit: int, offset: int) -> tuple[list[Row], int]:
    """Return a page of the principal's invitations, newest first, and how many there are, from one snapshot."""
    principal.require(READ, RUN)
    with store.snapshot() as reader:
        rows = sharing.find_invitations(reader, principal.user_id, limit=limit, offset=offset)
        return rows, sharing.count_invitations(reader, principal.user_id)


def accept(store: Backend, caller: Caller, investigation_id: str) -> Outcome:
    """Accept an invitation; nothing changes when it was accepted before. Raises NotFound when there is none."""

    def mark(tx: Transaction, share: Row) -> Document | None:
        if share["accepted_at"]:
            return None
        sharing.accept_share(tx, share)
        return {"user_id": caller.user_id, "role": share["role"], "accepted": True}

    return _change_own_share(store, caller, investigation_id, mark)


def decline(store: Backend, caller: Caller, investigation_id: str) -> Outcome:
    """Delete an invitation that was not accepted. Raises NotFound when there is none."""

    def delete(tx: Transaction, share: Row) -> Document:
        if share["accepted_at"]:
            raise _not_shared(investigation_id)
        return _delete_own(tx, share)

    return _change_own_share(store, caller.without_quotas(), investigation_id, delete)


def get_own_share(reader: Reader, principal: Principal, investigation_id: str) -> Row:
    """Return the principal's share or invitation, for accepting or deleting it. Raises Forbidden and NotFound.

    The answer for another user's investigation is that for a missing one.
    """
    principal.require(WRITE)
    share = sharing.find_share(reader, investigation_id, principal.user_id)
    if share is None:
        raise _not_shared(investigation_id)
    return share


def _delete_own(tx: Transaction, share: Row) -> Document:
    sharing.delete_share(tx, share["investigation_id"], share["user_id"])
    return {"user_id": share["user_id"]}


def _change_access(
    store: Backend, caller: Caller, investigation_id: str, write: Callable[[Transaction, Row], Document | None]
) -> Outcome:
    """Run `write`, which returns the members of the event, None when nothing changes, and record the change."""

    def find(tx: Transaction) -> Row:
        return access.get_owned(tx, caller.principal, investigation_id)

    def decide(tx: Transaction, row: Row, before: Document) -> Change:
        members = write(tx, row)
        return Change(before) if members is None else _access_changed(before, members)

    return commands.run(store, caller, investigation_id, decide, find)


def _change_own_share(
    store: Backend, caller: Caller, investigation_id: str, write: Callable[[Transaction, Row], Document | None]
) -> Outcome:
    """Change the caller's share by `write`, which returns the members of the event, None when nothing changes.

    The outcome has no body: it must be replayable for a user without access.
    """

    def change(tx: Transaction) -> Outcome:
        share = get_own_share(tx, caller.principal, investigation_id)
        row = states.find_visible(tx, investigation_id, caller.user_id, sees_all=True)
        if row is None:
            raise _not_shared(investigation_id)
        members = write(tx, share)
        if members is None:
            return recorder.outcome_of(tx, row, [], b"")
        outcome = commands.apply_change(tx, caller, row, lambda _, __, before: _access_changed(before, members))
        return replace(outcome, body="")

    return write_once(store, caller, change, locks=[("investigation", investigation_id)])


def _access_changed(document: Document, members: Document) -> Change:
    event = NewEvent("access_changed", {"investigation_id": document["investigation_id"]} | members)
    return Change(document, [event], action_type="ACCESS_CHANGED")


def _not_shared(investigation_id: str) -> NotFound:
    return NotFound(f"The investigation {investigation_id} is not shared with you.")
