"""Templates as stored rows and as JSON, and the recording of new versions."""

from typing import Any

import orjson

from ...config import StateSettings
from ...errors import NotFound, PreconditionFailed, VersionConflict
from ...store import Reader, Transaction
from ...store.repositories import templates, usage
from ...store.repositories.usage import Amount
from ..audit.entries import append_entry
from ..identity.caller import Caller, Outcome
from ..identity.principal import Principal
from ..investigations.preconditions import Precondition
from ..investigations.state import check_size
from ..merge_patch import diff
from ..quotas.charging import charge
from ..stored_sections import parse_or_quote
from .placeholders import find_placeholders

Document = dict[str, Any]
Row = dict[str, Any]

_LISTED = (
    "template_id",
    "user_id",
    "name",
    "description",
    "entity_count",
    "usage_count",
    "version",
    "created_at",
    "updated_at",
)


def chain_of(template_id: str) -> str:
    """Return the id under which the audit trail stores the entries of a template.

    Templates share the audit trail with investigations. Ids of investigations contain no colon, so they never collide.
    """
    return f"template:{template_id}"


def find_template(reader: Reader, principal: Principal, template_id: str) -> Row:
    """Return the template's row, deleted or not. Raises NotFound when it is unknown or another user's."""
    row = templates.find(reader, principal.user_id, template_id)
    if row is None:
        raise NotFound(f"There is no template {template_id}.")
    return row


def find_undeleted(reader: Reader, principal: Principal, template_id: str) -> Row:
    """Like `find_template`; raises NotFound for a deleted one as well."""
    row = find_template(reader, principal, template_id)
    if row["deleted_at"]:
        raise NotFound(f"The template {template_id} is deleted.")
    return row


def settings_columns(settings: Document, limits: StateSettings) -> Row:
    """Return the columns that hold validated settings. Raises ValidationError and TooLarge.

    The limit is that of the settings of an investigation, so that every stored template can be applied.
    """
    columns: Row = {
        "template_json": orjson.dumps(settings).decode(),
        "placeholders_json": orjson.dumps(find_placeholders(settings)).decode(),
        "entity_count": len(settings["entities"]),
    }
    check_size("settings", len(columns["template_json"].encode()), limits.settings_max_size_kb)
    return columns


def template_item(row: Row) -> Document:
    """Return a template as an item of the list."""
    return {name: row[name] for name in _LISTED} | {"placeholders": orjson.Fragment(row["placeholders_json"])}


def template_json(row: Row) -> bytes:
    """Return the whole template as JSON. The stored settings are spliced in without parsing."""
    return orjson.dumps(template_item(row) | {"settings": orjson.Fragment(row["template_json"])})


def template_etag(row: Row, epoch: str) -> str:
    """Return the strong entity tag `"<epoch>.<version>.<usage_count>"`; the body includes the usage count."""
    return f'"{epoch}.{row["version"]}.{row["usage_count"]}"'


def check_precondition(row: Row, precondition: Precondition, epoch: str) -> None:
    """Raise PreconditionFailed or VersionConflict when the template is not what the caller expects.

    Only versions are compared, because a use of the template does not conflict with a change.
    """
    current = f'"{epoch}.{row["version"]}.'
    members = {"current_version": row["version"], "etag": template_etag(row, epoch)}
    members |= {"template": orjson.Fragment(template_json(row))}
    if precondition.etags is not None and not any(tag.startswith(current) for tag in precondition.etags):
        raise PreconditionFailed("The template has changed since you read it.", **members)
    if precondition.must_not_exist or any(tag.startswith(current) for tag in precondition.none_match):
        raise PreconditionFailed("The resource matches If-None-Match.", **members)
    if precondition.version is not None and precondition.version != row["version"]:
        raise VersionConflict("The template has changed since you read it.", **members)


def record_version(tx: Transaction, caller: Caller, before: Row | None, after: Row, action_type: str) -> Outcome:
    """Store `after` as the next or the first version of a template, with an audit entry.

    before: the current row, None for a new template. Raises VersionConflict when it is no longer current.
    The change must hold the lock of the user's templates.
    """
    row = after | {"version": before["version"] + 1 if before else 1, "updated_at": tx.now}
    if before is None:
        templates.insert(tx, row)
    elif not templates.update(tx, before, row):
        raise VersionConflict("The template has changed meanwhile.")
    templates.insert_version(tx, row, action_type, caller.user_id)
    entry = _append_audit_entry(tx, caller, before, row, action_type)
    _charge(tx, caller.without_quotas() if row["deleted_at"] else caller, before, row, entry)
    return template_outcome(row, tx.epoch)


def _charge(tx: Transaction, caller: Caller, before: Row | None, row: Row, entry: Row) -> None:
    stored_bytes = usage.row_bytes(row, usage.TEMPLATES) - (usage.row_bytes(before, usage.TEMPLATES) if before else 0)
    stored_bytes += usage.row_bytes(row, usage.TEMPLATE_VERSIONS) + usage.row_bytes(entry, usage.ENTRIES)
    charge(tx, caller, row["user_id"], Amount(stored_bytes=stored_bytes))


def template_outcome(row: Row, epoch: str) -> Outcome:
    """Return the outcome of a change; the body of a deleted template is empty."""
    body = "" if row["deleted_at"] else template_json(row).decode()
    return Outcome(row["template_id"], row["version"], template_etag(row, epoch), body)


def _append_audit_entry(tx: Transaction, caller: Caller, before: Row | None, row: Row, action_type: str) -> Row:
    subject = {"investigation_id": chain_of(row["template_id"]), "incarnation": 0}
    subject |= {name: row[name] for name in ("user_id", "version")}
    old, new = _content(before) if before else {}, _content(row)
    return append_entry(tx, caller, subject, [action_type], previous=diff(new, old), changes=diff(old, new))


def _content(row: Row) -> Document:
    content = {name: row[name] for name in ("name", "description", "deleted_at")}
    return content | {"settings": parse_or_quote("settings", row["template_json"])}
