"""Checks of what is stored of a state or template: damage that no checksum has noticed is never served or built upon.

The checks cover all columns of the row: JSON, enumerations, times, and the types of members. They leave out the rules
that need a schema, because they run on every read.
"""

import logging
import time
from typing import Any

import orjson

from ..errors import WizardError
from .stored_columns import damaged_column
from .vocabulary import SECTIONS

_log = logging.getLogger(__name__)

Document = dict[str, Any]
Row = dict[str, Any]

_TABLES = {"investigation_id": "investigation_states", "template_id": "investigation_templates"}
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
# The hashes of the rows and sections that this process has checked. The hash of text is seeded per process.
_valid: set[int] = set()
_MAX_VALID = 10_000
# A damaged row that is read all the time is logged once in this time; the rows of one outage fill no log.
_LOG_INTERVAL_S = 60.0
_MAX_LOGGED = 1000
_logged_at: dict[str, float] = {}


def check_stored(investigation_id: str, row: Row) -> None:
    """Raise WizardError and log the row's key when a row that was read cannot be one that a write has stored.

    row: has any of the columns of a state.
    """
    # Hashing a row costs a fraction of checking it, and most reads return what an earlier one has checked.
    key = hash(tuple(row.items()))
    if key in _valid:
        return
    check_columns(investigation_id, row)
    for section in SECTIONS:
        stored = row.get(f"{section}_json")
        if stored is not None and not _is_valid(section, stored):
            raise _damage("investigation_id", investigation_id, section)
    _remember(key)


def check_template(row: Row) -> None:
    """Raise WizardError and log the row's key when the row of a template cannot be one that a write has stored."""
    column = damaged_column(row)
    if column is None and not _is_valid("settings", row["template_json"]):
        column = "settings"
    if column is not None:
        raise _damage("template_id", row["template_id"], column)


def check_columns(investigation_id: str, row: Row) -> None:
    """Like `check_stored`, for all columns but the sections."""
    column = damaged_column(row)
    if column is not None:
        raise _damage("investigation_id", investigation_id, column)


def intact(rows: list[Row], key: str = "investigation_id") -> list[Row]:
    """Return the rows of a list without those that no write can have stored, which are logged."""
    damaged = {row[key]: damaged_column(row) for row in rows}
    for row_id, column in damaged.items():
        if column is not None:
            _log_damage(key, row_id, column)
    return [row for row in rows if damaged[row[key]] is None]


def parse_section(investigation_id: str, section: str, stored: str) -> Document:
    """Return a stored section. Raises WizardError when no write can have stored it."""
    document = _parsed(section, stored)
    if document is None:
        raise _damage("investigation_id", investigation_id, section)
    return document


def parse_or_quote(section: str, stored: str) -> Document:
    """Return a stored section, or `{"damaged": text}` when no write can have stored it."""
    document = _parsed(section, stored)
    return {"damaged": stored} if document is None else document


def _is_valid(section: str, stored: str) -> bool:
    key = hash((section, stored))
    if key in _valid:
        return True
    if _parsed(section, stored) is None:
        return False
    _remember(key)
    return True


def _remember(key: int) -> None:
    if len(_valid) >= _MAX_VALID:
        _valid.clear()
    _valid.add(key)


def _parsed(section: str, stored: str) -> Document | None:
    try:
        document = orjson.loads(stored)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(document, dict):
        return None
    has_members = all(isinstance(document.get(name), kind) for name, kind in _REQUIRED[section].items())
    is_whole = has_members and all(_has_objects(document.get(name, [])) for name in _OBJECTS[section])
    return document if is_whole else None


def _has_objects(items: Any) -> bool:
    return isinstance(items, list) and all(isinstance(item, dict) for item in items)


def _damage(key: str, row_id: str, part: str) -> WizardError:
    """Log that a part of a row is damaged, and return the error to raise."""
    _log_damage(key, row_id, part)
    return WizardError(f"The stored {part} of {key.removesuffix('_id')} {row_id} is damaged.")


def _log_damage(key: str, row_id: str, part: str) -> None:
    now = time.monotonic()
    fault = f"{part} {row_id}"
    if now - _logged_at.get(fault, -_LOG_INTERVAL_S) >= _LOG_INTERVAL_S:
        if len(_logged_at) >= _MAX_LOGGED:
            _logged_at.clear()
        _logged_at[fault] = now
        _log.error("Damaged row: %s %s=%r: %s is invalid", _TABLES[key], key, row_id, part)
