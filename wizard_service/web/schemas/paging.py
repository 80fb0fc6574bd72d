"""What every list with pages takes."""

from marshmallow import Schema, fields, validate

from ...domain.fields import Digits

# Beyond this a list is searched, filtered or followed by its cursor.
MAX_PAGE = 1_000_000


class PageQuery(Schema):
    q = fields.String(validate=validate.Length(max=255))
    page = Digits(validate=validate.Range(1, MAX_PAGE), load_default=1)


def sort_field(columns: tuple[str, ...], default: str) -> fields.Field[str]:
    """Return the field `sort`: a column, with `-` in front for descending."""
    words = [*columns, *(f"-{column}" for column in columns)]
    return fields.String(validate=validate.OneOf(words), load_default=default)


def limit_field(default: int, high: int) -> fields.Field[int]:
    return Digits(validate=validate.Range(1, high), load_default=default)
