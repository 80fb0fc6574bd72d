"""Applying a template: a new investigation out of its settings, with values for its placeholders."""

from typing import Any

import orjson

from ...config import StateSettings
from ...errors import ValidationError, VersionConflict
from ...store import Backend, Transaction
from ..identity.caller import Caller, Outcome
from ..identity.principal import WRITE
from ..investigations.editing import new_document, store_new
from ..investigations.idempotency import earlier_outcome
from ..investigations.preconditions import ATTEMPTS
from ..investigations.recorder import Origin
from ..investigations.sections import load_section
from ..merge_patch import apply_patch
from . import editing
from .placeholders import filled, placeholders_of
from .records import Document, Row

_USED = """
UPDATE investigation_templates SET usage_count = usage_count + 1
WHERE template_id = ? AND version = ?
"""


def apply_template(
    store: Backend, limits: StateSettings, caller: Caller, template_id: str, members: Document
) -> Outcome:
    """Create an investigation from {investigation_id?, values?, overrides?}; count the use in the same transaction.

    overrides: a merge patch on the template's settings, applied before the values are filled in.
    Raises NotFound, ValidationError (naming each missing and each unknown value), TooLarge, AlreadyExists.
    """
    caller.principal.require(WRITE)
    earlier = earlier_outcome(store, caller)
    if earlier is not None:
        return earlier
    for _ in range(ATTEMPTS):
        row = editing.read(store, caller.principal, template_id)
        settings = _settings(row, members.get("values", {}), members.get("overrides", {}))
        document = new_document(caller, _named(members) | {"settings": settings})
        try:
            return store_new(store, limits, caller, document, lambda tx, row=row: _use(tx, row))  # type: ignore[misc]
        except VersionConflict:
            # A new version came between reading and writing.
            continue
    raise VersionConflict("The template keeps changing; try again.")


def _use(tx: Transaction, row: Row) -> Origin:
    # A deleted template is a later version as well.
    asked = (row["template_id"], row["version"])
    if tx.database.execute_sql(_USED.replace("?", tx.database.param), asked).rowcount != 1:
        raise VersionConflict("The template has changed meanwhile.")
    return Origin(*asked)


def _settings(row: Row, values: Document, overrides: Document) -> Document:
    settings = _overridden(orjson.loads(row["template_json"]), overrides)
    needed, known = placeholders_of(settings), orjson.loads(row["placeholders_json"])
    wrong = [(f"values.{name}", "Missing.") for name in needed if name not in values]
    wrong += [(f"values.{name}", "The template has no such placeholder.") for name in values.keys() - {*needed, *known}]
    wrong += [
        (f"values.{name}", "Must be text, a number, true or false.") for name in values if _is_no_value(values[name])
    ]
    if wrong:
        raise ValidationError(sorted(wrong))
    return filled(settings, values)


def _overridden(settings: Document, overrides: Document) -> Document:
    return load_section("settings", apply_patch(settings, overrides)) if overrides else settings


def _is_no_value(value: Any) -> bool:
    return not isinstance(value, str | int | float)


def _named(members: Document) -> Document:
    return {name: members[name] for name in ("investigation_id",) if name in members}
