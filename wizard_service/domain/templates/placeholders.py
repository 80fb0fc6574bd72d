"""Placeholders `{{name}}` in settings: found, checked and filled in (contract section 9).

Placeholders are recognized in the investigation's name, in ids and names of entities, and in any text in the parameters
of tools. Values are inserted literally: a value that looks like a placeholder is not replaced again.
"""

import re
from collections.abc import Callable
from typing import Any

import orjson

from ...errors import MAX_ERRORS, ValidationError

Document = dict[str, Any]
# Paths are tuples, joined only for messages: otherwise a long name would be copied for each text below it.
Path = tuple[str | int, ...]
# Returns the replacement for a text. Its arguments are the path of the text and the text itself.
Replace = Callable[[Path, str], Any]

# The largest settings section that can be configured has 5 MB.
MAX_FILLED_CHARACTERS = 5_000_000

_MALFORMED = "A placeholder is {{name}}: 1 to 64 of A-Z a-z 0-9 _, not beginning with a digit."
_PLACEHOLDER = re.compile(r"\{\{([A-Za-z_][A-Za-z0-9_]{0,63})\}\}")


def find_placeholders(settings: Document) -> list[str]:
    """Return the names of all placeholders, each once, in the order of their first appearance.

    Raises ValidationError for each text with a `{{` that begins no placeholder.
    """
    names: dict[str, None] = {}
    errors: list[tuple[str, str]] = []

    def collect(path: Path, text: str) -> str:
        names.update(dict.fromkeys(_PLACEHOLDER.findall(text)))
        if "{{" in _PLACEHOLDER.sub(" ", text) and len(errors) <= MAX_ERRORS:
            errors.append((".".join(map(str, path)), _MALFORMED))
        return text

    _replace_texts(settings, collect)
    if errors:
        raise ValidationError(errors)
    return list(names)


def fill_placeholders(settings: Document, values: Document) -> Document:
    """Return the settings with each placeholder replaced by its value: text, a number, true or false.

    A parameter that is exactly one placeholder becomes the value itself; elsewhere the value is inserted as text.
    Every placeholder must have a value. Raises ValidationError when the result would hold too much inserted text.
    """
    filled_characters = 0

    def value_of(match: re.Match[str]) -> str:
        # Refused before the text is built, because a long value may be inserted in many places.
        nonlocal filled_characters
        text = _as_text(values[match[1]])
        filled_characters += len(text)
        if filled_characters > MAX_FILLED_CHARACTERS:
            raise ValidationError([("values", f"They would fill in more than {MAX_FILLED_CHARACTERS} characters.")])
        return text

    def fill(path: Path, text: str) -> Any:
        whole = _PLACEHOLDER.fullmatch(text)
        filled = _PLACEHOLDER.sub(value_of, text)
        return values[whole[1]] if whole and path[1] == "tools" else filled

    return _replace_texts(settings, fill)


def _replace_texts(settings: Document, replace: Replace) -> Document:
    entities = [
        entity | {name: replace(("settings", "entities", index, name), entity[name]) for name in _texts(entity)}
        for index, entity in enumerate(settings["entities"])
    ]
    tools = [
        _replace_parameters(tool, ("settings", "tools", index, "parameters"), replace)
        for index, tool in enumerate(settings["tools"])
    ]
    return settings | {"name": replace(("settings", "name"), settings["name"]), "entities": entities, "tools": tools}


def _texts(entity: Document) -> list[str]:
    return [name for name in ("entity_id", "name") if name in entity]


def _replace_parameters(tool: Document, path: Path, replace: Replace) -> Document:
    if "parameters" not in tool:
        return tool
    return tool | {"parameters": _replace_inside(tool["parameters"], path, replace)}


def _replace_inside(value: Any, path: Path, replace: Replace) -> Any:
    if isinstance(value, str):
        return replace(path, value)
    if isinstance(value, list):
        return [_replace_inside(item, (*path, index), replace) for index, item in enumerate(value)]
    if isinstance(value, dict):
        return {name: _replace_inside(member, (*path, name), replace) for name, member in value.items()}
    return value


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
