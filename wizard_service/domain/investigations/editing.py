"""Investigations: create, read, replace, patch, delete.

Each public function owns its transaction; the private one beside it takes it. What a caller sends is validated before
the transaction begins, so that nobody waits for it: if the state moved on meanwhile, the version check says so.
"""

import uuid
from collections.abc import Callable
from typing import Any

from ...config import StateSettings
from ...errors import AlreadyExists, Forbidden, NotFound, ValidationError
from ...store import Backend, Transaction
from ..identity.caller import Caller, Outcome
from ..identity.principal import WRITE, Principal
from ..merge_patch import apply_patch
from ..vocabulary import IN_PROGRESS, INVESTIGATION_ID, RESERVED_IDS, SECTIONS, SETTINGS, STATUSES, WIZARD_STEPS
from . import access, recorder
from .idempotency import Mutation, write_once
from .preconditions import Precondition, compare_and_swap, concurrent_access
from .sections import load_section
from .state import Document, Row, check_sizes, differs, document_of, etag_of, state_json
from .transitions import check_created, check_transition

Edit = Callable[[Document], Document]
Check = Callable[[Document, str], Document]

_WORDS = {"wizard_step": WIZARD_STEPS, "status": STATUSES}


def read_state(store: Backend, principal: Principal, investigation_id: str) -> Row:
    """Return the state's row. Raises NotFound."""
    return access.get_readable(store.reader, principal, investigation_id)


def read_etag(store: Backend, principal: Principal, investigation_id: str) -> str:
    """Return the state's entity tag without reading its sections. Raises NotFound."""
    row = access.get_readable(store.reader, principal, investigation_id, ("version", "incarnation"))
    return etag_of(row, store.epoch)


def create(store: Backend, limits: StateSettings, caller: Caller, members: Document) -> Outcome:
    """Create an investigation from {investigation_id?, wizard_step?, settings?, status?}.

    Raises ValidationError, InvalidTransition, TooLarge, AlreadyExists (with the ETag when it is the caller's own).
    """
    return store_new(store, limits, caller, new_document(caller, members))


def new_document(caller: Caller, members: Document) -> Document:
    """Return the validated document of a new investigation, made of what `create` takes."""
    caller.principal.require(WRITE)
    investigation_id = members.get("investigation_id", str(uuid.uuid4()))
    check_id(investigation_id)
    document: Document = {"wizard_step": SETTINGS, "status": IN_PROGRESS} | members
    document |= {"investigation_id": investigation_id, "user_id": caller.user_id}
    if members.get("settings") is not None:
        document["settings"] = load_section("settings", members["settings"])
    return document


def store_new(
    store: Backend,
    limits: StateSettings,
    caller: Caller,
    document: Document,
    origin_of: Callable[[Transaction], recorder.Origin | None] = lambda _: None,
    check: Check = check_created,
) -> Outcome:
    """Backend a document as version 1 of a new investigation, once per idempotency key.

    origin_of: names what it was made from, inside the transaction, and may write as well. check: see `check_created`.
    """
    try:
        return write_once(store, caller, lambda tx: _create(tx, limits, caller, document, origin_of(tx), check))
    except AlreadyExists as error:
        raise AlreadyExists(error.detail, _own_etag(store, caller.principal, document["investigation_id"])) from None


def replace(
    store: Backend, limits: StateSettings, caller: Caller, investigation_id: str, members: Document, seen: Precondition
) -> Outcome:
    """Replace each given member of {wizard_step, status, settings, progress, results} whole; others stay."""
    loaded = _load_members(members)
    return _edit(store, limits, caller, investigation_id, seen, lambda document: document | loaded)


def patch(
    store: Backend, limits: StateSettings, caller: Caller, investigation_id: str, changes: Document, seen: Precondition
) -> Outcome:
    """Apply a merge patch (RFC 7396) on {wizard_step, status, settings, progress, results}."""

    def edit(document: Document) -> Document:
        touched = {name: apply_patch(document.get(name), change) for name, change in changes.items()}
        return document | _load_members(touched)

    return _edit(store, limits, caller, investigation_id, seen, edit)


def delete(store: Backend, caller: Caller, investigation_id: str, seen: Precondition) -> Outcome:
    """Delete state, events and shares; the audit trail stays. Only the owner or an admin may."""

    def find() -> Row:
        return access.get_owned(store.reader, caller.principal, investigation_id)

    return compare_and_swap(store, caller, seen, find, lambda row: lambda tx: _delete(tx, caller, row))


def _create(
    tx: Transaction,
    limits: StateSettings,
    caller: Caller,
    document: Document,
    origin: recorder.Origin | None,
    check: Check,
) -> Outcome:
    stamped = document | {"version": 1, "created_at": tx.now, "updated_at": tx.now}
    row, events = recorder.record_created(tx, caller, check(_present(stamped), tx.now), origin)
    check_sizes(row, limits)
    return recorder.outcome_of(tx, row, events, state_json(row))


def _edit(
    store: Backend, limits: StateSettings, caller: Caller, investigation_id: str, seen: Precondition, edit: Edit
) -> Outcome:
    def find() -> Row:
        return access.get_editable(store.reader, caller.principal, investigation_id)

    def prepare(row: Row) -> Mutation:
        before = document_of(row)
        after = _present(edit(before))
        check_may_edit(caller, row, before, after)
        announced = [concurrent_access(store, caller, row)] if seen.any_version else []
        return lambda tx: _replace(tx, limits, caller, row, before, after, announced)

    return compare_and_swap(store, caller, seen, find, prepare)


def _replace(
    tx: Transaction,
    limits: StateSettings,
    caller: Caller,
    row: Row,
    before: Document,
    after: Document,
    announced: list[recorder.NewEvent],
) -> Outcome:
    stamped = after | {"version": before["version"] + 1, "updated_at": tx.now}
    checked = check_transition(before, stamped, tx.now)
    events = [*recorder.events_between(before, checked), *announced]
    written, stored = recorder.record_changed(tx, caller, before, row, checked, events)
    check_sizes(written, limits)
    return recorder.outcome_of(tx, written, stored, state_json(written))


def _delete(tx: Transaction, caller: Caller, row: Row) -> Outcome:
    gone, events = recorder.record_deleted(tx, caller, row)
    return recorder.outcome_of(tx, gone, events, b"")


def _load_members(members: Document) -> Document:
    unknown = [name for name in _WORDS if name in members and members[name] not in _WORDS[name]]
    if unknown:
        raise ValidationError([(name, f"Must be one of: {', '.join(_WORDS[name])}.") for name in unknown])
    sections = {name: value for name, value in members.items() if name in SECTIONS}
    loaded = {name: None if value is None else load_section(name, value) for name, value in sections.items()}
    return members | loaded


def _present(document: Document) -> Document:
    return {name: value for name, value in document.items() if value is not None}


def check_may_edit(caller: Caller, row: Row, before: Document, after: Document) -> None:
    """Raise Forbidden for a change that an executor must not make of somebody else's investigation."""
    if access.may_change_settings(row, caller.principal):
        return
    begins_anew = after["wizard_step"] == SETTINGS != before["wizard_step"]
    if begins_anew or differs(before, after, "settings"):
        raise Forbidden("An executor neither changes the settings of somebody else's investigation nor begins it anew.")


def check_id(investigation_id: Any) -> None:
    """Raise ValidationError for what cannot be an investigation's id."""
    if not isinstance(investigation_id, str) or not INVESTIGATION_ID.fullmatch(investigation_id):
        raise ValidationError([("investigation_id", "Must be 1 to 255 of A-Z a-z 0-9 _ -.")])
    if investigation_id.lower() in RESERVED_IDS:
        raise ValidationError([("investigation_id", "This word is part of the API's own paths.")])


def _own_etag(store: Backend, principal: Principal, investigation_id: str) -> str | None:
    try:
        row = access.get_readable(store.reader, principal, investigation_id, ("user_id", "version", "incarnation"))
    except (NotFound, Forbidden):
        return None
    return etag_of(row, store.epoch) if row["user_id"] == principal.user_id else None
