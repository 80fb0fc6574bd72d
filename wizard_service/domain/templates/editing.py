"""Templates: settings kept for reuse, private to their owner (contract section 9).

Every change makes a new version, which is kept as long as it is referenced. A deleted template can be restored.

Every change holds the lock of its user's templates, because names are unique and the number of templates is limited
per user: only one change at a time may check and write them.
"""

import dataclasses
import uuid
from collections.abc import Sequence
from functools import partial

import orjson

from ...config import StateSettings
from ...errors import LimitReached, NameTaken, ValidationError
from ...store import Backend, Transaction
from ...store.backend import LockKey
from ...store.repositories import templates
from ..identity.caller import Caller, Outcome
from ..identity.principal import WRITE
from ..investigations import access
from ..investigations.idempotency import earlier_outcome, write_once
from ..investigations.preconditions import Precondition
from ..investigations.sections import load_section
from ..investigations.state import check_template_size
from ..stored_sections import check_template
from ..versions.time_travel import settings_at
from .records import (
    Document,
    Row,
    check_precondition,
    find_template,
    find_undeleted,
    record_version,
    settings_columns,
    template_outcome,
)


def locks_of(caller: Caller) -> Sequence[LockKey]:
    """Return the locks that every change of the caller's templates holds."""
    return [("templates", caller.user_id)]


def create(
    store: Backend, limits: StateSettings, caller: Caller, members: Document, *, overwrite: bool = False
) -> Outcome:
    """Create a template from {name, description?} and either {settings} or {from_investigation, version?}.

    overwrite: when a template has the name already, give it a new version instead, unless its content is the same.
    Raises ValidationError, TooLarge, NameTaken, LimitReached, NotFound for an unknown investigation, and CursorExpired
    for a version that is no longer kept.
    """
    caller.principal.require(WRITE)
    earlier = earlier_outcome(store, caller)
    if earlier is not None:
        return earlier
    loaded = _load(members) | _settings_of(store, caller, members)
    columns: Row = {"description": None} | _columns(loaded, limits)
    check_template_size(columns, limits)
    return write_once(store, caller, partial(_create, limits, caller, columns, overwrite), locks=locks_of(caller))


def replace(
    store: Backend,
    limits: StateSettings,
    caller: Caller,
    template_id: str,
    members: Document,
    precondition: Precondition,
    *,
    overwrite: bool = False,
) -> Outcome:
    """Replace each given member of {name, description, settings} as a whole; keep the others.

    overwrite: delete another template that has the new name.
    """
    caller.principal.require(WRITE)
    loaded = _load(members)

    def change(tx: Transaction) -> Outcome:
        before = find_undeleted(tx, caller.principal, template_id)
        check_precondition(before, precondition, tx.epoch)
        after = before | _columns(loaded, limits)
        check_template(after)
        check_template_size(after, limits)
        _claim_name(tx, caller, after, overwrite=overwrite)
        return _update(tx, caller, before, after)

    return write_once(store, caller, change, locks=locks_of(caller))


def delete(store: Backend, caller: Caller, template_id: str, precondition: Precondition) -> Outcome:
    """Delete the template. `restore` undoes this."""
    caller.principal.require(WRITE)
    caller = caller.without_quotas()

    def change(tx: Transaction) -> Outcome:
        row = find_undeleted(tx, caller.principal, template_id)
        check_precondition(row, precondition, tx.epoch)
        return _delete(tx, caller, row)

    return write_once(store, caller, change, locks=locks_of(caller))


def restore(
    store: Backend, limits: StateSettings, caller: Caller, template_id: str, *, overwrite: bool = False
) -> Outcome:
    """Restore a deleted template; do nothing when it is not deleted. Raises NameTaken and LimitReached."""
    caller.principal.require(WRITE)

    def change(tx: Transaction) -> Outcome:
        before = find_template(tx, caller.principal, template_id)
        check_template(before)
        if not before["deleted_at"]:
            return template_outcome(before, tx.epoch)
        _claim_name(tx, caller, before, overwrite=overwrite)
        _check_count(tx, caller, limits)
        return record_version(tx, caller, before, before | {"deleted_at": None}, "TEMPLATE_RESTORED")

    return write_once(store, caller, change, locks=locks_of(caller))


def _create(limits: StateSettings, caller: Caller, columns: Row, overwrite: bool, tx: Transaction) -> Outcome:
    other = templates.find_by_name(tx, caller.user_id, columns["name"])
    if other and overwrite:
        return _update(tx, caller, other, other | columns)
    if other:
        raise _name_taken(other)
    _check_count(tx, caller, limits)
    row = {"template_id": str(uuid.uuid4()), "user_id": caller.user_id, "usage_count": 0, "deleted_at": None}
    row |= columns | {"created_at": tx.now}
    return dataclasses.replace(record_version(tx, caller, None, row, "TEMPLATE_CREATED"), is_new=True)


def _update(tx: Transaction, caller: Caller, before: Row, after: Row) -> Outcome:
    if after == before:
        return template_outcome(before, tx.epoch)
    return record_version(tx, caller, before, after, "TEMPLATE_UPDATED")


def _delete(tx: Transaction, caller: Caller, row: Row) -> Outcome:
    return record_version(tx, caller, row, row | {"deleted_at": tx.now}, "TEMPLATE_DELETED")


def _load(members: Document) -> Document:
    if "settings" not in members:
        return members
    return members | {"settings": load_section("settings", members["settings"])}


def _columns(loaded: Document, limits: StateSettings) -> Row:
    columns = {name: loaded[name] for name in ("name", "description") if name in loaded}
    return columns | (settings_columns(loaded["settings"], limits) if "settings" in loaded else {})


def _settings_of(store: Backend, caller: Caller, members: Document) -> Document:
    if "from_investigation" not in members:
        return {}
    investigation_id, principal = members["from_investigation"], caller.principal
    if "version" in members:
        settings = settings_at(store, principal, investigation_id, members["version"])
    else:
        stored = access.get_readable(store, principal, investigation_id, ("settings_json",))["settings_json"]
        settings = orjson.loads(stored) if stored else None
    if settings is None:
        raise ValidationError([("from_investigation", "This investigation has no settings.")])
    return {"settings": settings}


def _claim_name(tx: Transaction, caller: Caller, row: Row, *, overwrite: bool) -> None:
    """Raise NameTaken when another template has the name of `row`; with `overwrite` delete that one instead."""
    other = templates.find_by_name(tx, caller.user_id, row["name"])
    if other is None or other["template_id"] == row["template_id"]:
        return
    if not overwrite:
        raise _name_taken(other)
    _delete(tx, caller, other)


def _name_taken(other: Row) -> NameTaken:
    return NameTaken(
        "Another template has this name; on_conflict=overwrite confirms.", template_id=other["template_id"]
    )


def _check_count(tx: Transaction, caller: Caller, limits: StateSettings) -> None:
    allowed = limits.template_max_count_per_user
    if templates.count(tx, caller.user_id) >= allowed:
        raise LimitReached(f"There may be {allowed} templates; delete one first.", limit=allowed)
