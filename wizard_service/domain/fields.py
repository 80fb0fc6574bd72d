"""marshmallow fields that accept exactly what JSON says: no number from text, no true from 1, no NaN."""

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from ..timestamps import timestamp

# RFC 8259 section 6: integers beyond this are not the same in every JSON program.
MAX_INTEGER = 2**53 - 1
_DIGITS = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?([Ee][+-]?[0-9]+)?")
_LINK = re.compile(r"https?://[^/\s]|/(?![/\\])")
_RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})")


class Part(Schema):
    """An object inside a document: unknown members are refused, null members count as absent."""

    @post_load
    def drop_nulls(self, loaded: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: value for name, value in loaded.items() if value is not None}


class Text(fields.String):
    """A string of `low` to `high` characters; one that must not be empty must not be blank either."""

    def __init__(self, high: int, low: int = 0, **kwargs: Any) -> None:
        super().__init__(validate=validate.Length(min=low, max=high), **kwargs)
        self._blank_allowed = low == 0

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        text = super()._deserialize(value, attr, data, **kwargs)
        if not self._blank_allowed and not text.strip():
            raise ValidationError("Must not be blank.")
        return text


class Name(Text):
    """Text that tells things apart: what looks the same is the same, however its letters were composed (NFC)."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        return unicodedata.normalize("NFC", super()._deserialize(value, attr, data, **kwargs))


class Link(Text):
    """An address on the web, or a path on the server that shows it: never a script."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        link = super()._deserialize(value, attr, data, **kwargs)
        if not _LINK.match(link):
            raise ValidationError("Must begin with https://, http:// or a single slash.")
        return link


class Number(fields.Float):
    """A finite JSON number between two bounds."""

    def __init__(self, low: float | None = None, high: float | None = None, **kwargs: Any) -> None:
        super().__init__(validate=validate.Range(min=low, max=high), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise ValidationError("Not a valid number.")
        return value


class Count(fields.Integer):
    """A JSON integer from `low` (0) to 2^53-1."""

    def __init__(self, low: int = 0, **kwargs: Any) -> None:
        super().__init__(strict=True, validate=validate.Range(min=low, max=MAX_INTEGER), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise ValidationError("Not a valid integer.")
        return super()._deserialize(value, attr, data, **kwargs)


class Digits(fields.Integer):
    """An integer as a query writes it; Python would also take `1_0` and the digits of other scripts."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if not isinstance(value, str) or not _DIGITS.fullmatch(value):
            raise ValidationError("Not a valid integer.")
        return super()._deserialize(value, attr, data, **kwargs)


class Decimal(fields.Float):
    """A number as a query writes it, in the words of JSON; Python would also take ` 1_0 `."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> float:
        if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
            raise ValidationError("Not a valid number.")
        return super()._deserialize(value, attr, data, **kwargs)


class Flag(fields.Boolean):
    """true or false, nothing that resembles them."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("Not a valid boolean.")
        return value


class Word(fields.String):
    """One of a closed set of words."""

    def __init__(self, words: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(validate=validate.OneOf(words), **kwargs)


class Moment(fields.String):
    """An RFC 3339 time with an offset, stored as UTC with milliseconds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(metadata={"format": "date-time"} | kwargs.pop("metadata", {}), **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str) or not _RFC3339.fullmatch(value):
            raise ValidationError("Not an RFC 3339 time with an offset, such as 2026-01-15T10:06:00Z.")
        try:
            return timestamp(datetime.fromisoformat(value.upper()).astimezone(UTC))
        except (ValueError, OverflowError):
            raise ValidationError("Not a time that exists.") from None


class JsonObject(fields.Dict):
    """An object with any members. As everywhere in a document, a null member counts as absent."""


class LogLines(fields.List[str]):
    """Many strings, checked at once: a field for each of 1,000 lines costs more than the rest of the document."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(fields.String(), **kwargs)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> list[Any]:
        if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
            raise ValidationError("Not a list of strings.")
        return value
