"""The state of an investigation as a document, as a stored row and as JSON bytes, and its size limits.

Source: contract section 3.
"""

from typing import Any

import orjson

from ...config import StateSettings
from ...errors import TooLarge
from ...store.search import name_key
from ..inputs.documents import waiting_columns
from ..merge_patch import is_same
from ..stored_sections import check_columns, parse_or_quote, parse_section
from ..vocabulary import IN_PROGRESS, SECTIONS, SETTINGS

Document = dict[str, Any]
Row = dict[str, Any]

_PLAIN = ("investigation_id", "user_id", "wizard_step", "status", "version", "created_at", "updated_at", "archived_at")


def document_of(row: Row) -> Document:
    """Return the row as a document, with parsed sections and without absent members.

    Raises WizardError when no write can have stored it. A change must not make such a document the next version.
    """
    check_columns(row["investigation_id"], row)
    document = _plain_members(row)
    for section in SECTIONS:
        stored = row[f"{section}_json"]
        if stored is not None:
            document[section] = parse_section(row["investigation_id"], section, stored)
    return document


def deleted_document_of(row: Row) -> Document:
    """Return the row as the document that the audit trail keeps of a deleted state, which may be damaged."""
    stored = {section: row[f"{section}_json"] for section in SECTIONS}
    sections = {section: parse_or_quote(section, text) for section, text in stored.items() if text is not None}
    return _plain_members(row) | sections


def unchecked_document_of(row: Row) -> Document:
    """Return the row as a document for repair, which must work on damaged documents too."""
    stored = {section: row[f"{section}_json"] for section in SECTIONS}
    sections = {section: orjson.loads(text) for section, text in stored.items() if text is not None}
    return _plain_members(row) | sections


def _plain_members(row: Row) -> Document:
    return {name: row[name] for name in _PLAIN if row[name] is not None}


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
