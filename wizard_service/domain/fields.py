"""marshmallow fields that accept only the JSON type they name: no number from text, no true from 1, no NaN.

`accepts` of a field returns whether it stores a value as it is. Other values may be valid as well.
"""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from ..timestamps import timestamp
from .bounded import BoundedSchema

# RFC 8259 section 6: not every JSON program represents larger integers exactly.
MAX_INTEGER = 2**53 - 1
_DIGITS = re.compile(r"-?[0-9]+")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([Ee][+-]?[0-9]+)?")
_RFC3339 = re.compile(r"(\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}):(\d{2})(\.\d+)?([Zz]|[+-]\d{2}:[0-5]\d)", re.ASCII)


class ObjectSchema(BoundedSchema):
    """An object inside a document. Rejects unknown members; null members count as absent."""

    @post_load
    def complete(self, loaded: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Return the object in the form to store."""
        return {name: value for name, value in loaded.items() if value is not None}


class Text(fields.String):
    """A string of `minimum` to `maximum` characters. With a minimum it must not be blank either.

    maximum: None when only the size of the whole document limits the text.
    """

    def __init__(self, maximum: int | None = None, minimum: int = 0, **kwargs: Any) -> None:
        super().__init__(validate=validate.Length(min=minimum, max=maximum), **kwargs)
        self._minimum, self._maximum = minimum, maximum

    def accepts(self, value: Any) -> bool:
        if not isinstance(value, str) or (self._maximum is not None and len(value) > self._maximum):
            return False
        return len(value) >= self._minimum and (self._minimum == 0 or bool(value.strip()))

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if self._minimum and not text.strip():
            raise ValidationError("Must not be blank.")
        return text


class ColumnText(Text):
    """Text with a database column for itself, so without U+0000: PostgreSQL has no such character.

    Any other Text is stored in a JSON document, which escapes the character.
    """

    def accepts(self, value: Any) -> bool:
        return super().accepts(value) and "\0" not in value

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if "\0" in text:
            raise ValidationError("Must not contain U+0000.")
        return text


class Number(fields.Float):
    """A finite JSON number from `minimum` to `maximum`."""

    def __init__(self, minimum: float | None = None, maximum: float | None = None, **kwargs: Any) -> None:
        super().__init__(validate=validate.Range(min=minimum, max=maximum), **kwargs)
        self._minimum = -math.inf if minimum is None else minimum
        self._maximum = math.inf if maximum is None else maximum

    def accepts(self, value: Any) -> bool:
        return type(value) in (int, float) and math.isfinite(value) and self._minimum <= value <= self._maximum

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValidationError("Not a valid number.")
        return value


class Count(fields.Integer):
    """A JSON integer from `minimum` to `maximum`."""

    def __init__(self, minimum: int = 0, maximum: int = MAX_INTEGER, **kwargs: Any) -> None:
        super().__init__(strict=True, validate=validate.Range(min=minimum, max=maximum), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValidationError("Not a valid integer.")
        return super()._deserialize(value, attr, data, **kwargs)


class QueryInteger(fields.Integer):
    """An integer in a query string. Python's `int` would also accept `1_0` and digits of other scripts."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if not isinstance(value, str) or not _DIGITS.fullmatch(value):
            raise ValidationError("Not a valid integer.")
        return super()._deserialize(value, attr, data, **kwargs)


class QueryNumber(fields.Float):
    """A number in a query string, in JSON notation. Python's `float` would also accept ` 1_0 `."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> float:
        if not isinstance(value, str) or not _NUMBER.fullmatch(value):
            raise ValidationError("Not a valid number.")
        return super()._deserialize(value, attr, data, **kwargs)


class StrictBoolean(fields.Boolean):
    """A JSON boolean. marshmallow's own field would also accept 1, "yes" and the like."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("Not a valid boolean.")
        return value


class Choice(fields.String):
    """One of a closed set of strings."""

    def __init__(self, choices: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(validate=validate.OneOf(choices), **kwargs)
        self._choices = choices

    def accepts(self, value: Any) -> bool:
        return isinstance(value, str) and value in self._choices


class Timestamp(fields.String):
    """An RFC 3339 time with an offset, stored as UTC with milliseconds. Further digits are cut off.

    A leap second (`23:59:60Z`) is stored as the second after it: databases and most programs have no such second.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"format": "date-time"} | kwargs.pop("metadata", {}), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        parts = _RFC3339.fullmatch(value) if isinstance(value, str) else None
        if parts is None:
            raise ValidationError("Not an RFC 3339 time with an offset, such as 2026-01-15T10:06:00Z.")
        minute, second, fraction, offset = parts.groups(default="")
        is_leap = second == "60"
        try:
            moment = datetime.fromisoformat(f"{minute}:{'59' if is_leap else second}{fraction[:4]}{offset}".upper())
            utc = (moment + timedelta(seconds=is_leap)).astimezone(UTC)
        except (ValueError, OverflowError):
            raise ValidationError("Not a time that exists.") from None
        if is_leap and (utc.hour, utc.minute) != (0, 0):
            raise ValidationError("Not a time that exists.")
        return timestamp(utc)


class JsonObject(fields.Dict):
    """An object with arbitrary members. A null member counts as absent, as everywhere in a document."""


class Texts(fields.List[str]):
    """A list of strings checked in one pass, because a field per line would cost more than the rest of the document."""

    def __init__(self, message: str = "Not a list of strings.", **kwargs: Any) -> None:
        super().__init__(fields.String(), error_messages={"invalid": message}, **kwargs)

    def accepts(self, value: Any) -> bool:
        return isinstance(value, list) and all(isinstance(text, str) for text in value)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> list[Any]:
        if not self.accepts(value):
            raise self.make_error("invalid")
        texts: list[Any] = value
        return texts
