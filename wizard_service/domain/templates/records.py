"""A template as it is stored (a row), as it is shown (JSON bytes), and how a new version of it is recorded."""

from typing import Any

import orjson
from peewee import SqliteDatabase

from ...config import StateSettings
from ...errors import NotFound, PreconditionFailed, VersionConflict
from ...store import Backend, Transaction
from ...store.models import Template, TemplateVersion
from ..audit.entries import append_entry
from ..identity.caller import Caller, Outcome
from ..identity.principal import Principal
from ..investigations.preconditions import Precondition
from ..investigations.state import check_template_size
from ..merge_patch import diff
from .placeholders import placeholders_of

Document = dict[str, Any]
Row = dict[str, Any]

_VERSIONED = ("template_id", "version", "name", "description", "template_json", "placeholders_json", "entity_count")
_LISTED = ("template_id", "user_id", "name", "description", "entity_count", "usage_count", "version")


def find_template(database: SqliteDatabase, principal: Principal, template_id: str) -> Row:
    """Return the template's row, deleted or not. Raises NotFound when it is unknown or somebody else's."""
    mine = (Template.template_id == template_id) & (Template.user_id == principal.user_id)
    for row in Template.select().where(mine).dicts().execute(database):
        return dict(row)
    raise NotFound(f"There is no template {template_id}.")


def find_undeleted(database: SqliteDatabase, principal: Principal, template_id: str) -> Row:
    """Like `find_template`; a deleted one is not found either."""
    row = find_template(database, principal, template_id)
    if row["deleted_at"]:
        raise NotFound(f"The template {template_id} is deleted.")
    return row


def settings_columns(settings: Document, limits: StateSettings) -> Row:
    """Return the columns that hold validated settings. Raises ValidationError and TooLarge."""
    columns: Row = {
        "template_json": orjson.dumps(settings).decode(),
        "placeholders_json": orjson.dumps(placeholders_of(settings)).decode(),
        "entity_count": len(settings["entities"]),
    }
    check_template_size(columns["template_json"], limits)
    return columns


def template_item(row: Row) -> Document:
    """Return what a list shows of a template."""
    shown = {name: row[name] for name in (*_LISTED, "created_at", "updated_at")}
    return shown | {"placeholders": orjson.Fragment(row["placeholders_json"])}


def template_json(row: Row) -> bytes:
    """Return the whole template; its settings are spliced in as they are stored."""
    return orjson.dumps(template_item(row) | {"settings": orjson.Fragment(row["template_json"])})


def template_etag(row: Row, epoch: str) -> str:
    """Return the strong entity tag `"<epoch>.<version>.<usage_count>"`: the body shows how often it was used."""
    return f'"{epoch}.{row["version"]}.{row["usage_count"]}"'


def check_seen(row: Row, seen: Precondition, epoch: str) -> None:
    """Raise PreconditionFailed or VersionConflict when the caller has not seen the current version.

    That the template was applied meanwhile does not matter to a change of it.
    """
    current = f'"{epoch}.{row["version"]}.'
    members = {"current_version": row["version"], "etag": template_etag(row, epoch)}
    members |= {"template": orjson.Fragment(template_json(row))}
    if seen.etags is not None and not any(tag.startswith(current) for tag in seen.etags):
        raise PreconditionFailed("The template has changed since you read it.", **members)
    if seen.must_not_exist or any(tag.startswith(current) for tag in seen.none_match):
        raise PreconditionFailed("The template is what If-None-Match names.", **members)
    if seen.version is not None and seen.version != row["version"]:
        raise VersionConflict("The template has changed since you read it.", **members)


def record_version(tx: Transaction, caller: Caller, before: Row | None, after: Row, action_type: str) -> Outcome:
    """Backend `after` as the next version of a template, or as its first, with its audit entry."""
    row = after | {"version": before["version"] + 1 if before else 1, "updated_at": tx.now}
    if before is None:
        tx.insert(Template, [row])
    else:
        tx.update(Template, row, {"template_id": row["template_id"]})
    version = {name: row[name] for name in _VERSIONED}
    tx.insert(TemplateVersion, [version | {"action_type": action_type, "actor": caller.user_id, "updated_at": tx.now}])
    _append_audit_entry(tx, caller, before, row, action_type)
    return template_outcome(row, tx.epoch)


def template_outcome(row: Row, epoch: str) -> Outcome:
    """Return what a change of a template answers; nothing of a deleted one is shown."""
    body = "" if row["deleted_at"] else template_json(row).decode()
    return Outcome(row["template_id"], row["version"], template_etag(row, epoch), body)


def template_versions(store: Backend, template_id: str) -> list[Row]:
    """Return how each version came to be, newest first, without its settings."""
    columns = (TemplateVersion.version, TemplateVersion.name, TemplateVersion.action_type, TemplateVersion.actor)
    query = TemplateVersion.select(*columns, TemplateVersion.updated_at)
    return store.read(query.where(TemplateVersion.template_id == template_id).order_by(TemplateVersion.version.desc()))


def _append_audit_entry(tx: Transaction, caller: Caller, before: Row | None, row: Row, action_type: str) -> None:
    # Templates share the trail with investigations. No investigation's id has a colon, so no two chains ever mix.
    named = {"investigation_id": f"template:{row['template_id']}", "incarnation": 0}
    patches = {
        "previous": diff(_content(row), _content(before) if before else {}),
        "changes": diff(_content(before) if before else {}, _content(row)),
    }
    append_entry(tx, caller, named | {name: row[name] for name in ("user_id", "version")}, action_type, **patches)


def _content(row: Row) -> Document:
    shown = {name: row[name] for name in ("name", "description", "deleted_at")}
    return shown | {"settings": orjson.loads(row["template_json"])}
