"""Applying a template: a new investigation from its settings, with values for its placeholders."""

from functools import partial

import orjson

from ...config import StateSettings
from ...errors import ValidationError, VersionConflict
from ...store import Backend, Transaction
from ...store.repositories import templates
from ..identity.caller import Caller, Outcome
from ..identity.principal import WRITE
from ..investigations.editing import new_document, store_new
from ..investigations.idempotency import earlier_outcome
from ..investigations.preconditions import ATTEMPTS
from ..investigations.recorder import Origin
from ..investigations.sections import load_section
from ..merge_patch import apply_patch
from .editing import locks_of
from .placeholders import fill_placeholders, find_placeholders
from .reading import read_template
from .records import Document, Row


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
        row = read_template(store, caller.principal, template_id)
        document = new_document(caller, _new_members(row, members))
        # The lock keeps a use from coming between reading and writing a template, whose tag counts its uses.
        try:
            return store_new(store, limits, caller, document, partial(_count_use, row), locks=locks_of(caller))
        except VersionConflict:
            # The template was changed between reading and writing.
            continue
    raise VersionConflict("The template keeps changing; try again.")


def _count_use(row: Row, tx: Transaction) -> Origin:
    template_id, version = row["template_id"], row["version"]
    # Deleting a template makes a new version of it, so a deleted one is not counted either.
    if not templates.count_use(tx, template_id, version):
        raise VersionConflict("The template has changed meanwhile.")
    return Origin(template_id, version)


def _new_members(row: Row, members: Document) -> Document:
    settings = _settings(row, members.get("values", {}), members.get("overrides", {}))
    investigation_id = {name: members[name] for name in ("investigation_id",) if name in members}
    return investigation_id | {"settings": settings}


def _settings(row: Row, values: Document, overrides: Document) -> Document:
    settings = orjson.loads(row["template_json"])
    if overrides:
        settings = load_section("settings", apply_patch(settings, overrides))
    needed = find_placeholders(settings)
    # Overrides may have removed a placeholder of the template; a value for it is accepted and ignored.
    accepted = {*needed, *orjson.loads(row["placeholders_json"])}
    errors = [(f"values.{name}", "Missing.") for name in needed if name not in values]
    errors += [(f"values.{name}", "The template has no such placeholder.") for name in values if name not in accepted]
    errors += [
        (f"values.{name}", "Must be text, a number, true or false.")
        for name, value in values.items()
        if not isinstance(value, str | int | float)
    ]
    if errors:
        raise ValidationError(sorted(errors))
    return fill_placeholders(settings, values)
