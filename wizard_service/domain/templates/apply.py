"""Applies templates: fills the placeholders of a template's settings into a new or an existing investigation."""

from collections.abc import Sequence
from functools import partial

import orjson

from ...config import StateSettings
from ...errors import ValidationError, VersionConflict
from ...store import Backend, Transaction
from ...store.repositories import templates
from ..identity.caller import Caller, Outcome
from ..identity.principal import WRITE
from ..investigations import access
from ..investigations.delta import NewEvent
from ..investigations.editing import new_document, store_new
from ..investigations.idempotency import Mutation, earlier_outcome
from ..investigations.preconditions import ATTEMPTS, Precondition, compare_and_swap, concurrent_access
from ..investigations.recorder import Change, Origin, outcome_of, record_changed
from ..investigations.sections import load_section, validate_section
from ..investigations.state import check_new_sizes, document_of, state_json
from ..investigations.transitions import check_settings_open
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
        document = new_document(caller, _new_members(row, members), validate_section)
        # The lock keeps a use from being counted while a change of the template runs; its entity tag counts uses.
        try:
            return store_new(store, limits, caller, document, partial(_count_use, row), locks=locks_of(caller))
        except VersionConflict:
            # The template was changed after it was read, so the document is made again.
            continue
    raise VersionConflict("The template keeps changing; try again.")


def fill_investigation(
    store: Backend,
    limits: StateSettings,
    caller: Caller,
    template_id: str,
    members: Document,
    precondition: Precondition,
) -> Outcome:
    """Replace the settings of an investigation in SETTINGS with those of a template, and count the use.

    members: as in `apply_template`; `investigation_id` is required.
    Raises NotFound, Forbidden, ValidationError, TooLarge, InvalidTransition, and PreconditionFailed or VersionConflict
    when the investigation has changed.
    """
    caller.principal.require(WRITE)
    if "investigation_id" not in members:
        raise ValidationError([("investigation_id", "Required with If-Match or version.")])

    def prepare(row: Row) -> Mutation:
        template, before = read_template(store, caller.principal, template_id), document_of(row)
        settings = _settings(template, members.get("values", {}), members.get("overrides", {}))
        after = before | {"settings": validate_section("settings", settings)}
        check_settings_open(before)
        access.check_may_edit(caller, row, before, after)
        check_new_sizes(after, before, row, limits)
        overwritten = [concurrent_access(store, caller, row)] if precondition.any_version else []
        return partial(_fill, caller, row, after, template, overwritten)

    find = partial(access.get_editable, store, caller.principal, members["investigation_id"])
    return compare_and_swap(store, caller, precondition, find, prepare, locks=locks_of(caller))


def _fill(
    caller: Caller,
    row: Row,
    after: Document,
    template: Row,
    more_events: Sequence[NewEvent],
    tx: Transaction,
) -> Outcome:
    change = Change(after, more_events=more_events, origin=_count_use(template, tx))
    written, stored = record_changed(tx, caller, row, document_of(row), change)
    return outcome_of(tx, written, stored, state_json(written))


def _count_use(row: Row, tx: Transaction) -> Origin:
    template_id, version = row["template_id"], row["version"]
    # The deletion of a template is a new version too, so the use of a deleted template is not counted.
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
        settings = load_section("settings", apply_patch(settings, overrides), settings)
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
