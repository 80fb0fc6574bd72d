"""Templates: settings kept for reuse, private to their owner (contract section 9).

Every change is a new version, kept for as long as something refers to it. A deleted template can be restored.
"""

import uuid

import orjson

from ...config import StateSettings
from ...errors import LimitReached, NameTaken, NotFound, ValidationError
from ...store import Backend, Transaction
from ...store.models import Template, TemplateVersion
from ..identity.caller import Caller, Outcome
from ..identity.principal import READ, WRITE, Principal
from ..investigations import access
from ..investigations.idempotency import earlier_outcome, write_once
from ..investigations.preconditions import Precondition
from ..investigations.sections import load_section
from ..versions.time_travel import settings_at
from .records import (
    Document,
    Row,
    check_seen,
    find_template,
    find_undeleted,
    record_version,
    settings_columns,
    template_outcome,
    template_versions,
)


def read(store: Backend, principal: Principal, template_id: str) -> Row:
    """Return the template's row. Raises NotFound when it is unknown, deleted or somebody else's."""
    principal.require(READ, WRITE)
    return find_undeleted(store.reader, principal, template_id)


def read_version(store: Backend, principal: Principal, template_id: str, version: int) -> Row:
    """Return the template's row as it was at a version; a deleted template can still be looked up."""
    principal.require(READ)
    row = find_template(store.reader, principal, template_id)
    mine = (TemplateVersion.template_id == template_id) & (TemplateVersion.version == version)
    found = store.read(TemplateVersion.select().where(mine))
    if not found:
        raise NotFound(f"The template {template_id} has no version {version}.")
    return row | found[0]


def versions(store: Backend, principal: Principal, template_id: str) -> list[Row]:
    """Return how each version came to be, newest first; of a deleted template as well."""
    principal.require(READ)
    find_template(store.reader, principal, template_id)
    return template_versions(store, template_id)


def create(
    store: Backend, limits: StateSettings, caller: Caller, members: Document, *, overwrite: bool = False
) -> Outcome:
    """Create a template from {name, description?} and either {settings} or {from_investigation, version?}.

    overwrite: a template that has the name already gets a new version instead.
    Raises ValidationError, TooLarge, NameTaken, LimitReached, NotFound for an unknown investigation, and CursorExpired
    for a version that is no longer kept.
    """
    caller.principal.require(WRITE)
    earlier = earlier_outcome(store, caller)
    if earlier is not None:
        return earlier
    loaded = _load(members) | _settings_of(store, caller, members)
    return write_once(store, caller, lambda tx: _create(tx, limits, caller, loaded, overwrite=overwrite))


def replace(
    store: Backend,
    limits: StateSettings,
    caller: Caller,
    template_id: str,
    members: Document,
    seen: Precondition,
    *,
    overwrite: bool = False,
) -> Outcome:
    """Replace each given member of {name, description, settings} whole; others stay.

    overwrite: another template that has the new name is deleted.
    """
    caller.principal.require(WRITE)
    loaded = _load(members)

    def change(tx: Transaction) -> Outcome:
        before = find_undeleted(tx.database, caller.principal, template_id)
        check_seen(before, seen, tx.epoch)
        after = before | _columns(loaded, limits)
        if after == before:
            return template_outcome(before, tx.epoch)
        _free_name(tx, caller, after, overwrite=overwrite)
        return record_version(tx, caller, before, after, "TEMPLATE_UPDATED")

    return write_once(store, caller, change)


def delete(store: Backend, caller: Caller, template_id: str, seen: Precondition) -> Outcome:
    """Take the template out of the list; `restore` brings it back."""
    caller.principal.require(WRITE)

    def change(tx: Transaction) -> Outcome:
        row = find_undeleted(tx.database, caller.principal, template_id)
        check_seen(row, seen, tx.epoch)
        return _delete(tx, caller, row)

    return write_once(store, caller, change)


def restore(
    store: Backend, limits: StateSettings, caller: Caller, template_id: str, *, overwrite: bool = False
) -> Outcome:
    """Bring a deleted template back; one that is not deleted stays as it is. Raises NameTaken and LimitReached."""
    caller.principal.require(WRITE)

    def change(tx: Transaction) -> Outcome:
        before = find_template(tx.database, caller.principal, template_id)
        if not before["deleted_at"]:
            return template_outcome(before, tx.epoch)
        _free_name(tx, caller, before, overwrite=overwrite)
        _check_count(tx, caller, limits)
        return record_version(tx, caller, before, before | {"deleted_at": None}, "TEMPLATE_RESTORED")

    return write_once(store, caller, change)


def _create(tx: Transaction, limits: StateSettings, caller: Caller, loaded: Document, *, overwrite: bool) -> Outcome:
    columns: Row = {"description": None} | _columns(loaded, limits)
    other = _named(tx, caller, columns["name"])
    if other and overwrite:
        return record_version(tx, caller, other, other | columns, "TEMPLATE_UPDATED")
    if other:
        raise _taken(other)
    _check_count(tx, caller, limits)
    row = {"template_id": str(uuid.uuid4()), "user_id": caller.user_id, "usage_count": 0, "deleted_at": None}
    return record_version(tx, caller, None, row | columns | {"created_at": tx.now}, "TEMPLATE_CREATED")


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


def _free_name(tx: Transaction, caller: Caller, row: Row, *, overwrite: bool) -> None:
    other = _named(tx, caller, row["name"])
    if other is None or other["template_id"] == row["template_id"]:
        return
    if not overwrite:
        raise _taken(other)
    _delete(tx, caller, other)


def _taken(other: Row) -> NameTaken:
    return NameTaken(
        "Another template has this name; on_conflict=overwrite confirms.", template_id=other["template_id"]
    )


def _check_count(tx: Transaction, caller: Caller, limits: StateSettings) -> None:
    allowed = limits.template_max_count_per_user
    mine = (Template.user_id == caller.user_id) & Template.deleted_at.is_null()
    if Template.select().where(mine).count(tx.database) >= allowed:
        raise LimitReached(f"There may be {allowed} templates; delete one first.", limit=allowed)


def _named(tx: Transaction, caller: Caller, name: str) -> Row | None:
    mine = (Template.user_id == caller.user_id) & (Template.name == name) & Template.deleted_at.is_null()
    return next(iter(Template.select().where(mine).dicts().execute(tx.database)), None)
