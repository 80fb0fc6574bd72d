"""Investigations: create, replace, patch.

Each public function runs its own transaction. The caller's input is validated before the transaction begins, so that
validation does not hold up other writers; the version check in the transaction detects a state that changed meanwhile.
"""

import uuid
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from ...config import StateSettings
from ...errors import AlreadyExists, Forbidden, NotFound, StorageUnavailable, ValidationError
from ...store import Backend, Transaction
from ...store.backend import LockKey
from ..events import leftovers
from ..events.findings import with_reported_findings
from ..events.kept_members import keep_members
from ..executors import fencing
from ..identity.caller import Caller, Outcome
from ..identity.principal import WRITE, Principal
from ..merge_patch import apply_patch
from ..vocabulary import IN_PROGRESS, INVESTIGATION_ID, RESERVED_IDS, SECTIONS, SETTINGS, STATUSES, WIZARD_STEPS
from . import access, recorder
from .delta import NewEvent
from .idempotency import Mutation, write_once
from .preconditions import Precondition, compare_and_swap, concurrent_access
from .sections import load_section
from .state import Document, Row, check_new_sizes, check_sizes, document_of, etag_of, state_json
from .transitions import check_created, check_transition

Edit = Callable[[Document], Document]
Check = Callable[[Document, str], Document]

_ENUMS = {"wizard_step": WIZARD_STEPS, "status": STATUSES}


def create(store: Backend, limits: StateSettings, caller: Caller, members: Document) -> Outcome:
    """Create an investigation from {investigation_id?, wizard_step?, settings?, status?}.

    Raises ValidationError, InvalidTransition, TooLarge and AlreadyExists, which carries the ETag when the caller owns
    the existing investigation.
    """
    return store_new(store, limits, caller, new_document(caller, members))


def new_document(caller: Caller, members: Document, load: Callable[..., Document] = load_section) -> Document:
    """Return the validated document of a new investigation from the members of `create`. load: like `load_section`."""
    caller.principal.require(WRITE)
    investigation_id = members.get("investigation_id", str(uuid.uuid4()))
    check_id(investigation_id)
    document: Document = {"wizard_step": SETTINGS, "status": IN_PROGRESS} | members
    document |= {"investigation_id": investigation_id, "user_id": caller.user_id}
    if members.get("settings") is not None:
        document["settings"] = load("settings", members["settings"])
    return document


def store_new(
    store: Backend,
    limits: StateSettings,
    caller: Caller,
    document: Document,
    origin_of: Callable[[Transaction], recorder.Origin | None] = lambda _: None,
    check: Check = check_created,
    locks: Sequence[LockKey] = (),
) -> Outcome:
    """Store a document as version 1 of a new investigation, once per idempotency key.

    origin_of: called in the transaction, in which it may write; returns the template version behind the document.
    check: validates the document and completes it, like `check_created`. locks: the locks that `origin_of` needs.
    """
    investigation_id = document["investigation_id"]
    check_new_sizes(document, {}, {}, limits)
    leftovers.delete_leftovers(store, investigation_id, caller.user_id)
    create_locked = partial(_create, limits, caller, document, origin_of, check)
    try:
        return write_once(store, caller, create_locked, locks=[("investigation", investigation_id), *locks])
    except AlreadyExists as error:
        etag = _own_etag(store, caller.principal, investigation_id)
        # Others learn no more than that they cannot use the id.
        raise AlreadyExists(f"{investigation_id} exists already." if etag else error.detail, etag) from None
    except leftovers.EventsLeft as error:
        raise StorageUnavailable(str(error)) from None


def replace(
    store: Backend,
    limits: StateSettings,
    caller: Caller,
    investigation_id: str,
    members: Document,
    precondition: Precondition,
) -> Outcome:
    """Replace each given member of {wizard_step, status, settings, progress, results} as a whole; keep the others."""
    loaded = _load_members(members)
    return _edit(store, limits, caller, investigation_id, precondition, lambda document: document | loaded)


def patch(
    store: Backend,
    limits: StateSettings,
    caller: Caller,
    investigation_id: str,
    changes: Document,
    precondition: Precondition,
) -> Outcome:
    """Apply a merge patch (RFC 7396) on {wizard_step, status, settings, progress, results}."""

    def edit(document: Document) -> Document:
        patched = {name: apply_patch(document.get(name), change) for name, change in changes.items()}
        return document | _load_members(patched, document)

    return _edit(store, limits, caller, investigation_id, precondition, edit)


def _create(
    limits: StateSettings,
    caller: Caller,
    document: Document,
    origin_of: Callable[[Transaction], recorder.Origin | None],
    check: Check,
    tx: Transaction,
) -> Outcome:
    origin = origin_of(tx)
    stamped = document | {"version": 1, "created_at": tx.now, "updated_at": tx.now}
    row, events = recorder.record_created(tx, caller, check(_present(stamped), tx.now), origin)
    check_sizes(row, limits)
    return recorder.outcome_of(tx, row, events, state_json(row))


def _edit(
    store: Backend,
    limits: StateSettings,
    caller: Caller,
    investigation_id: str,
    precondition: Precondition,
    edit: Edit,
) -> Outcome:
    def prepare(row: Row) -> Mutation:
        before = document_of(row)
        edited = keep_members(before, _present(edit(before)))
        after = with_reported_findings(before, edited)
        access.check_may_edit(caller, row, before, after)
        check_new_sizes(after, before, row, limits)
        overwritten = [concurrent_access(store, caller, row)] if precondition.any_version else []
        return partial(_replace, limits, caller, row, before, after, overwritten)

    find = partial(access.get_editable, store, caller.principal, investigation_id)
    return compare_and_swap(store, caller, precondition, find, prepare)


def _replace(
    limits: StateSettings,
    caller: Caller,
    row: Row,
    before: Document,
    after: Document,
    more_events: Sequence[NewEvent],
    tx: Transaction,
) -> Outcome:
    if fencing.concerns_lease(caller, before, after):
        fencing.find_and_renew(tx, caller, row["investigation_id"])
    change = recorder.Change(check_transition(before, after, tx.now), more_events=more_events)
    written, stored = recorder.record_changed(tx, caller, row, before, change)
    check_sizes(written, limits)
    return recorder.outcome_of(tx, written, stored, state_json(written))


def _load_members(members: Document, before: Document | None = None) -> Document:
    unknown = [name for name in _ENUMS if name in members and members[name] not in _ENUMS[name]]
    if unknown:
        raise ValidationError([(name, f"Must be one of: {', '.join(_ENUMS[name])}.") for name in unknown])
    sections = {name: value for name, value in members.items() if name in SECTIONS}
    stored = before or {}
    loaded = {
        name: None if value is None else load_section(name, value, stored.get(name)) for name, value in sections.items()
    }
    return members | loaded


def _present(document: Document) -> Document:
    return {name: value for name, value in document.items() if value is not None}


def check_id(investigation_id: Any) -> None:
    """Raise ValidationError when the value is not a valid id of an investigation."""
    if not isinstance(investigation_id, str) or not INVESTIGATION_ID.fullmatch(investigation_id):
        raise ValidationError([("investigation_id", "Must be 1 to 255 of A-Z a-z 0-9 _ -.")])
    if investigation_id.lower() in RESERVED_IDS:
        raise ValidationError([("investigation_id", "Reserved word.")])


def _own_etag(store: Backend, principal: Principal, investigation_id: str) -> str | None:
    try:
        row = access.get_readable(store, principal, investigation_id, ("user_id", "version", "incarnation"))
    except (NotFound, Forbidden):
        return None
    return etag_of(row, store.epoch) if row["user_id"] == principal.user_id else None
