"""The state of an investigation as a document, as a stored row and as JSON bytes, and its size limits.

Source: contract section 3.
"""

import logging
from typing import Any

import orjson

from ...config import StateSettings
from ...errors import TooLarge, WizardError
from ...store.search import name_key
from ..inputs.documents import waiting_columns
from ..merge_patch import is_same
from ..vocabulary import IN_PROGRESS, SECTIONS, SETTINGS, STATUSES, WIZARD_STEPS

_log = logging.getLogger(__name__)

Document = dict[str, Any]
Row = dict[str, Any]

# The types of members of the stored sections. Lists of `_OBJECTS` hold objects only.
_REQUIRED: dict[str, dict[str, type]] = {
    "settings": {"name": str, "entities": list, "time_range": dict, "tools": list},
    "progress": {},
    "results": {"risk_score": dict, "completed_at": str},
}
_OBJECTS: dict[str, tuple[str, ...]] = {
    "settings": ("entities", "tools"),
    "progress": ("phases", "agents", "tools_executed", "inputs", "findings"),
    "results": ("findings",),
}

_PLAIN = ("investigation_id", "user_id", "wizard_step", "status", "version", "created_at", "updated_at", "archived_at")

# The sections that this process has checked, by length and hash. The hash is seeded per process.
_valid: set[tuple[str, int, int]] = set()
_MAX_VALID = 10_000


def document_of(row: Row) -> Document:
    """Return the row as a document, with parsed sections and without absent members."""
    document = {name: row[name] for name in _PLAIN if row[name] is not None}
    for section in SECTIONS:
        stored = row[f"{section}_json"]
        if stored is not None:
            document[section] = orjson.loads(stored)
    return document


def check_stored(investigation_id: str, row: Row) -> None:
    """Raise WizardError and log the row's key when a document that was read cannot be one that a write has stored.

    row: has any of the columns of a state. The check covers JSON, enumerations and the types of members. It leaves out
    the rules that need a schema, because it runs on every read.
    """
    fault = next((section for section in SECTIONS if not _is_section(section, row.get(f"{section}_json"))), None)
    if row.get("wizard_step", SETTINGS) not in WIZARD_STEPS:
        fault = "wizard_step"
    elif row.get("status", IN_PROGRESS) not in STATUSES:
        fault = "status"
    if fault:
        _log.error("Damaged row: investigation_states investigation_id=%r: %s is invalid", investigation_id, fault)
        raise WizardError(f"The stored {fault} of investigation {investigation_id} is damaged.")


def _is_section(section: str, stored: str | None) -> bool:
    if stored is None:
        return True
    # Hashing a text costs a fraction of parsing it, and most reads return what an earlier one has checked.
    key = (section, len(stored), hash(stored))
    if key in _valid:
        return True
    if not _has_shape(section, stored):
        return False
    if len(_valid) >= _MAX_VALID:
        _valid.clear()
    _valid.add(key)
    return True


def _has_shape(section: str, stored: str) -> bool:
    try:
        document = orjson.loads(stored)
    except orjson.JSONDecodeError:
        return False
    if not isinstance(document, dict):
        return False
    has_members = all(isinstance(document.get(name), kind) for name, kind in _REQUIRED[section].items())
    return has_members and all(_has_objects(document.get(name, [])) for name in _OBJECTS[section])


def _has_objects(items: Any) -> bool:
    return isinstance(items, list) and all(isinstance(item, dict) for item in items)


def differs(before: Document, after: Document, section: str) -> bool:
    """Return whether a section changed. An untouched section is the same object, so comparing it is cheap."""
    return not is_same(before.get(section), after.get(section))


def columns_of(document: Document, before: Document) -> Row:
    """Return the columns to write, including the derived ones that the history sorts and filters by.

    A section that is the same object as in `before` is left out, so that it is not encoded again. The times at which
    the investigation started and ended are left out unless this change sets them.
    """
    columns: Row = {name: document.get(name) for name in _PLAIN}
    return columns | _section_columns(document, before) | _summary(document, before)


def _section_columns(document: Document, before: Document) -> Row:
    columns: Row = {}
    for section in SECTIONS:
        value = document.get(section)
        if value is None or value is not before.get(section):
            columns[f"{section}_json"] = None if value is None else orjson.dumps(value).decode()
    return columns


def _summary(document: Document, before: Document) -> Row:
    settings, risk = document.get("settings") or {}, (document.get("results") or {}).get("risk_score") or {}
    return {
        "name": settings.get("name"),
        "name_key": name_key(settings.get("name")),
        "entity_count": len(settings.get("entities", [])),
        "risk_score": risk.get("overall_score"),
        "risk_level": risk.get("risk_level"),
        **waiting_columns(document),
        **_moment("started_at", document, began=_has_started(document), had_begun=_has_started(before)),
        **_moment("completed_at", document, began=_has_ended(document), had_begun=_has_ended(before)),
    }


def _moment(column: str, document: Document, *, began: bool, had_begun: bool) -> Row:
    """Return a time column: None until the moment comes, the time of the change that brings it, then left out.

    The time is by the service's clock.
    """
    if not began:
        return {column: None}
    return {} if had_begun else {column: document["updated_at"]}


def _has_started(document: Document) -> bool:
    return document.get("wizard_step", SETTINGS) != SETTINGS


def _has_ended(document: Document) -> bool:
    return document.get("status", IN_PROGRESS) != IN_PROGRESS


def entity_types_of(document: Document) -> set[str]:
    return {entity["entity_type"] for entity in (document.get("settings") or {}).get("entities", [])}


def state_json(row: Row) -> bytes:
    """Return the `State` of contract section 3 as JSON. Stored sections are spliced in without parsing."""
    document = {name: row[name] for name in _PLAIN[:5]}
    for section in SECTIONS:
        document[section] = orjson.Fragment(row[f"{section}_json"] or "null")
    return orjson.dumps(document | {name: row[name] for name in _PLAIN[5:]})


def etag_of(row: Row, epoch: str) -> str:
    """Return the strong entity tag of a state, `"<epoch>.<version>"` with its quotes.

    When an id is reused, the tag includes the incarnation, so that no two states ever share a tag.
    """
    incarnation = f"-{row['incarnation']}" if row["incarnation"] else ""
    return f'"{epoch}{incarnation}.{row["version"]}"'


def check_new_sizes(after: Document, before: Document, row: Row, limits: StateSettings) -> None:
    """Like `check_sizes`, for a document that is not written yet. row: the row of `before`."""
    check_sizes(row | _section_columns(after, before), limits)


def check_sizes(columns: Row, limits: StateSettings) -> None:
    """Raise TooLarge when a section exceeds its limit, or all sections together exceed theirs."""
    sizes = {section: len((columns.get(f"{section}_json") or "").encode()) for section in SECTIONS}
    check_size("settings", sizes["settings"], limits.settings_max_size_kb)
    check_size("results", sizes["results"], limits.results_max_size_kb)
    check_size("state", sum(sizes.values()), limits.max_size_kb)


def check_template_size(row: Row, limits: StateSettings) -> None:
    """Raise TooLarge when the settings and texts of a template together exceed the limit."""
    texts = [row["template_json"], row["name"], row["description"] or ""]
    check_size("template", sum(len(text.encode()) for text in texts), limits.template_max_size_kb)


def check_size(name: str, size_bytes: int, limit_kb: int, field: str | None = None) -> None:
    """Raise TooLarge when a size exceeds its limit. field: the path that the error names, by default `name`."""
    if size_bytes > limit_kb * 1024:
        raise TooLarge(f"The {name} would have {size_bytes} bytes; the limit is {limit_kb} KB.", field=field or name)
