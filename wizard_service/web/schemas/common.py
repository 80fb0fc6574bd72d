"""Schemas that several parts of the API share: pages of lists, times in queries, and problems (RFC 9457)."""

from typing import Any

from marshmallow import INCLUDE, Schema, ValidationError, fields, validate

from ...domain.fields import QueryInteger, Timestamp
from ...errors import MAX_ERRORS

# A client that needs more pages searches, filters, or follows the cursor of the list.
MAX_PAGE = 1_000_000


class Bound(Timestamp):
    """A time, or a day: its first millisecond in UTC as a lower bound, its last one as an upper bound."""

    FIRST, LAST = "00:00:00.000", "23:59:59.999"

    def __init__(self, time_of_day: str, description: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.metadata = {"description": f"{description} An RFC 3339 time, or a day in UTC."}
        self._time_of_day = time_of_day

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        if isinstance(value, str) and len(value) == len("2026-01-15"):
            value = f"{value}T{self._time_of_day}Z"
        try:
            # A client that forgets to encode the plus sign of an offset sends a space.
            return super()._deserialize(value.replace(" ", "+") if "T" in value else value, *args, **kwargs)
        except ValidationError:
            raise ValidationError(
                "Not a day or an RFC 3339 time, such as 2026-01-15 or 2026-01-15T10:06:00Z."
            ) from None


class TraceId(fields.String):
    """The trace of a caller's `traceparent`; absent without one."""

    def __init__(self) -> None:
        metadata = {"description": "Of the caller's `traceparent` (W3C Trace Context); absent without a valid one."}
        super().__init__(validate=validate.Regexp("^[0-9a-f]{32}$"), metadata=metadata)


class PageQuery(Schema):
    q = fields.String(validate=validate.Length(max=255))
    page = QueryInteger(validate=validate.Range(1, MAX_PAGE), load_default=1)


def sort_field(columns: tuple[str, ...], default: str) -> fields.Field[str]:
    """Return the field `sort`: a column, with `-` in front for descending."""
    values = [*columns, *(f"-{column}" for column in columns)]
    return fields.String(validate=validate.OneOf(values), load_default=default)


def limit_field(default: int, maximum: int) -> fields.Field[int]:
    """Return the field `limit`: how many items a page has at most."""
    return QueryInteger(validate=validate.Range(1, maximum), load_default=default)


def scope_field(*scopes: str) -> fields.Field[str]:
    """Return the field `scope`: whether figures are those of one host or of all hosts together."""
    metadata = {"description": "`host`: each host counts for itself; `all`: one count over all hosts."}
    return fields.String(required=True, validate=validate.OneOf(scopes), metadata=metadata)


def waiting_field() -> fields.Field[bool]:
    """Return the field `waiting`: whether a list has only what waits for a person."""
    return fields.Boolean(
        load_default=False, metadata={"description": "true: only those whose executor waits for a person's answer."}
    )


class FieldError(Schema):
    field = fields.String(required=True)
    message = fields.String(required=True)


class Problem(Schema):
    """Some errors have more members, such as `current_version` or `earliest`."""

    class Meta:
        unknown = INCLUDE

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True)
    request_id = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldError), validate=validate.Length(max=MAX_ERRORS))
    more_errors = fields.Integer(
        validate=validate.Range(1), metadata={"description": "How many wrong fields were found beyond `errors`."}
    )
