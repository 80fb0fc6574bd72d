"""The JSON schemas that an answer can be checked against: a subset of JSON Schema 2020-12.

Each value of an answer is compared with one subschema, so a check costs no more than the length of both. Keywords that
would break this are not part of the subset: references, combinations such as `anyOf`, and regular expressions. The
kinds of questions and the size of an answer are in `answers`.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import orjson
from jsonschema import Draft202012Validator

from ...errors import MAX_ERRORS

Schema = dict[str, Any]
# (field path, message)
FieldError = tuple[str, str]

MAX_SCHEMA_BYTES, MAX_SUBSCHEMAS, MAX_ENUM, MAX_MESSAGE = 16 * 1024, 200, 100, 300
TYPES = ("object", "array", "string", "number", "integer", "boolean")
_COUNTS = ("minLength", "maxLength", "minItems", "maxItems")
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
_TEXTS = ("title", "description", "format", "$schema")


def schema_errors(schema: Schema) -> list[FieldError]:
    """Return what keeps a schema from being one of the subset, as paths within it."""
    if len(orjson.dumps(schema)) > MAX_SCHEMA_BYTES:
        return [("", f"Must have at most {MAX_SCHEMA_BYTES} bytes of JSON.")]
    subschemas = list(islice(_subschemas(schema, ""), MAX_SUBSCHEMAS + 1))
    if len(subschemas) > MAX_SUBSCHEMAS:
        return [("", f"Must have at most {MAX_SUBSCHEMAS} subschemas.")]
    return [error for path, subschema in subschemas for error in _keyword_errors(path, subschema)]


def answer_errors(schema: Schema, answer: Any) -> list[FieldError]:
    """Return where an answer differs from a schema of the subset, as paths within the answer."""
    found = islice(Draft202012Validator(schema).iter_errors(answer), MAX_ERRORS + 1)
    return [(".".join(map(str, error.absolute_path)), error.message[:MAX_MESSAGE]) for error in found]


def _subschemas(schema: Any, path: str) -> Iterator[tuple[str, Any]]:
    yield path, schema
    if not isinstance(schema, dict):
        return
    properties = schema.get("properties")
    for name, subschema in properties.items() if isinstance(properties, dict) else ():
        yield from _subschemas(subschema, _joined(path, f"properties.{name}"))
    if "items" in schema:
        yield from _subschemas(schema["items"], _joined(path, "items"))


def _keyword_errors(path: str, schema: Any) -> Iterator[FieldError]:
    if not isinstance(schema, dict):
        yield path, "Must be an object."
        return
    for keyword, value in schema.items():
        check = _KEYWORDS.get(keyword)
        if check is None:
            yield _joined(path, keyword), "Not a keyword that answers can be checked with."
        elif not check(value):
            yield _joined(path, keyword), "Not a valid value of this keyword."


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_enum(value: Any) -> bool:
    return isinstance(value, list) and 1 <= len(value) <= MAX_ENUM


def _is_anything(_: Any) -> bool:
    return True


def _are_names(value: Any) -> bool:
    return isinstance(value, list) and all(map(_is_text, value)) and len(set(value)) == len(value)


_KEYWORDS: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(_TEXTS, _is_text),
    **dict.fromkeys(_COUNTS, _is_count),
    **dict.fromkeys(_BOUNDS, _is_number),
    "type": TYPES.__contains__,
    "enum": _is_enum,
    "const": _is_anything,
    "default": _is_anything,
    "examples": lambda value: isinstance(value, list),
    "properties": _is_object,
    "required": _are_names,
    "additionalProperties": _is_flag,
    "items": _is_object,
}
