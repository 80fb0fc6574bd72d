"""Checks of the columns of a state or template other than its documents: what no write can have stored.

They cover types, enumerations and the form of times.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from .vocabulary import RISK_LEVELS, STATUSES, WIZARD_STEPS

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)


def damaged_column(row: Mapping[str, Any]) -> str | None:
    """Return a column whose value no write can have stored, None when there is none.

    row: has any of the columns of a state or of a template, and may have others.
    """
    return next((name for name, is_valid in _CHECKS.items() if name in row and not is_valid(row[name])), None)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and value >= 0


def _is_score(value: Any) -> bool:
    return isinstance(value, int | float) and 0 <= value <= 100


def _is_time(value: Any) -> bool:
    return isinstance(value, str) and _TIME.fullmatch(value) is not None


def _is_navigation(value: Any) -> bool:
    try:
        stored = orjson.loads(value)
    except orjson.JSONDecodeError:
        return False
    if not isinstance(stored, dict) or not isinstance(stored.get("entries"), list):
        return False
    entries, position = stored["entries"], stored.get("position")
    return isinstance(position, int) and 0 <= position < len(entries) and all(map(WIZARD_STEPS.__contains__, entries))


def _is_names(value: Any) -> bool:
    try:
        stored = orjson.loads(value)
    except orjson.JSONDecodeError:
        return False
    return isinstance(stored, list) and all(map(_is_text, stored))


def _or_absent(is_valid: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or is_valid(value)


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "wizard_step": WIZARD_STEPS.__contains__,
    "status": STATUSES.__contains__,
    **dict.fromkeys(("investigation_id", "user_id"), _is_text),
    **dict.fromkeys(("incarnation", "version", "entity_count", "usage_count"), _is_count),
    **dict.fromkeys(("created_at", "updated_at"), _is_time),
    **dict.fromkeys(
        ("last_accessed", "archived_at", "started_at", "completed_at", "inputs_expire_at", "deleted_at"),
        _or_absent(_is_time),
    ),
    **dict.fromkeys(("name", "name_key", "template_id"), _or_absent(_is_text)),
    **dict.fromkeys(("template_version", "open_inputs"), _or_absent(_is_count)),
    "risk_score": _or_absent(_is_score),
    "risk_level": _or_absent(RISK_LEVELS.__contains__),
    "navigation_json": _or_absent(_is_navigation),
    "placeholders_json": _is_names,
}
