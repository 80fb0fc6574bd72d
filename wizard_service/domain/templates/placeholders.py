"""Placeholders `{{name}}` in settings: found, checked and filled in (contract section 9).

They may stand in the investigation's name, in the ids and names of entities, and in any text inside the parameters of
tools. A value is inserted as it is: what looks like a placeholder inside a value is none.
"""

import re
from collections.abc import Callable
from typing import Any

import orjson

from ...errors import ValidationError

Document = dict[str, Any]
# Given the path of a text and the text; returns what stands there instead.
Change = Callable[[str, str], Any]

# The largest settings section that can be configured has 5 MB.
MAX_WRITTEN = 5_000_000

_PLACEHOLDER = re.compile(r"\{\{([A-Za-z_][A-Za-z0-9_]{0,63})\}\}")


def placeholders_of(settings: Document) -> list[str]:
    """Return the names of all placeholders, each once, in the order of their first appearance.

    Raises ValidationError for each text with a `{{` that begins none.
    """
    names: dict[str, None] = {}
    errors: list[tuple[str, str]] = []

    def note(path: str, text: str) -> str:
        names.update(dict.fromkeys(_PLACEHOLDER.findall(text)))
        if "{{" in _PLACEHOLDER.sub(" ", text):
            errors.append((path, "A placeholder is {{name}}: 1 to 64 of A-Z a-z 0-9 _, not beginning with a digit."))
        return text

    _changed(settings, note)
    if errors:
        raise ValidationError(errors)
    return list(names)


def filled(settings: Document, values: Document) -> Document:
    """Return the settings with each placeholder replaced by its value: text, a number, true or false.

    A parameter that is nothing but one placeholder becomes the value itself; elsewhere a value is written as text.
    Every placeholder must have a value. Raises ValidationError when they would grow beyond what any setting may be.
    """
    written = 0

    def value_of(match: re.Match[str]) -> str:
        # A long value in many places: it must be noticed before it is there.
        nonlocal written
        text = _as_text(values[match[1]])
        written += len(text)
        if written > MAX_WRITTEN:
            raise ValidationError([("values", f"They would fill in more than {MAX_WRITTEN} characters.")])
        return text

    def fill(path: str, text: str) -> Any:
        whole = _PLACEHOLDER.fullmatch(text)
        written_out = _PLACEHOLDER.sub(value_of, text)
        return values[whole[1]] if whole and ".parameters." in path else written_out

    return _changed(settings, fill)


def _changed(settings: Document, change: Change) -> Document:
    entities = [
        entity | {name: change(f"settings.entities.{n}.{name}", entity[name]) for name in _texts(entity)}
        for n, entity in enumerate(settings["entities"])
    ]
    tools = [
        tool | {name: _changed_inside(tool[name], f"settings.tools.{n}.{name}", change) for name in _parameters(tool)}
        for n, tool in enumerate(settings["tools"])
    ]
    return settings | {"name": change("settings.name", settings["name"]), "entities": entities, "tools": tools}


def _texts(entity: Document) -> list[str]:
    return [name for name in ("entity_id", "name") if name in entity]


def _parameters(tool: Document) -> list[str]:
    return ["parameters"] if "parameters" in tool else []


def _changed_inside(value: Any, path: str, change: Change) -> Any:
    if isinstance(value, str):
        return change(path, value)
    if isinstance(value, list):
        return [_changed_inside(inner, f"{path}.{n}", change) for n, inner in enumerate(value)]
    if isinstance(value, dict):
        return {name: _changed_inside(inner, f"{path}.{name}", change) for name, inner in value.items()}
    return value


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
