"""Checks of what is stored of a state: damage that no checksum has noticed yet is never served or built upon.

The checks cover JSON, enumerations and the types of members. They leave out the rules that need a schema, because they
run on every read.
"""

import logging
import time
from typing import Any

import orjson

from ..errors import WizardError
from .vocabulary import IN_PROGRESS, SECTIONS, SETTINGS, STATUSES, WIZARD_STEPS

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
# The sections that this process has checked, by length and hash. The hash is seeded per process.
_valid: set[tuple[str, int, int]] = set()
_MAX_VALID = 10_000
# A damaged row that is read all the time is logged once in this time; the rows of one outage fill no log.
_LOG_INTERVAL_S = 60.0
_MAX_LOGGED = 1000
_logged_at: dict[str, float] = {}


def check_stored(investigation_id: str, row: Row) -> None:
    """Raise WizardError and log the row's key when a document that was read cannot be one that a write has stored.

    row: has any of the columns of a state.
    """
    require_known(investigation_id, row)
    for section in SECTIONS:
        stored = row.get(f"{section}_json")
        if stored is not None and not _is_valid(section, stored):
            raise _damage(investigation_id, section)


def require_known(investigation_id: str, row: Row) -> None:
    """Raise WizardError when step or status of a row, as far as it has them, is none that exists."""
    if row.get("wizard_step", SETTINGS) not in WIZARD_STEPS:
        raise _damage(investigation_id, "wizard_step")
    if row.get("status", IN_PROGRESS) not in STATUSES:
        raise _damage(investigation_id, "status")


def parse_section(investigation_id: str, section: str, stored: str) -> Document:
    """Return a stored section. Raises WizardError when no write can have stored it."""
    document = _parsed(section, stored)
    if document is None:
        raise _damage(investigation_id, section)
    return document


def parse_or_quote(section: str, stored: str) -> Document:
    """Return a stored section, or `{"damaged": text}` when no write can have stored it."""
    document = _parsed(section, stored)
    return {"damaged": stored} if document is None else document


def _is_valid(section: str, stored: str) -> bool:
    # Hashing a text costs a fraction of parsing it, and most reads return what an earlier one has checked.
    key = (section, len(stored), hash(stored))
    if key in _valid:
        return True
    if _parsed(section, stored) is None:
        return False
    if len(_valid) >= _MAX_VALID:
        _valid.clear()
    _valid.add(key)
    return True


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


def _damage(investigation_id: str, part: str) -> WizardError:
    """Log that a part of a row is damaged, and return the error to raise."""
    now = time.monotonic()
    fault = f"{part} {investigation_id}"
    if now - _logged_at.get(fault, -_LOG_INTERVAL_S) >= _LOG_INTERVAL_S:
        if len(_logged_at) >= _MAX_LOGGED:
            _logged_at.clear()
        _logged_at[fault] = now
        _log.error("Damaged row: investigation_states investigation_id=%r: %s is invalid", investigation_id, part)
    return WizardError(f"The stored {part} of investigation {investigation_id} is damaged.")
