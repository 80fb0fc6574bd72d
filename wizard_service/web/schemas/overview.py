"""Figures over many investigations, and the users that have some (contract section 9)."""

from marshmallow import Schema, fields, validate

from ...domain.fields import Count, QueryInteger, Text
from ...domain.vocabulary import RISK_LEVELS, STATUSES
from .common import limit_field

_MAX_OFFSET_MINUTES = 14 * 60


def user_field() -> fields.Field[str]:
    """Return the field `user_id`: whose investigations a list has."""
    return Text(255, 1, metadata={"description": "Whose investigations; another user's for admins only."})


class OverviewQuery(Schema):
    days = QueryInteger(validate=validate.Range(1, 90), load_default=30)
    utc_offset = QueryInteger(
        validate=validate.Range(-_MAX_OFFSET_MINUTES, _MAX_OFFSET_MINUTES),
        load_default=0,
        metadata={"description": "Minutes by which the caller's days begin before those of UTC."},
    )
    user_id = user_field()


StatusCounts = Schema.from_dict({status: Count(required=True) for status in STATUSES}, name="StatusCounts")
RiskCounts = Schema.from_dict({level: Count(required=True) for level in RISK_LEVELS}, name="RiskCounts")


class OverviewDay(Schema):
    date = fields.Date(required=True)
    statuses = fields.Nested(StatusCounts, required=True)


class ToolFigures(Schema):
    tool_name = fields.String(required=True)
    runs = Count(required=True, metadata={"description": "With a known duration."})
    errors = Count(required=True)
    average_ms = Count(required=True)
    longest_ms = Count(required=True)


class Overview(Schema):
    days = fields.List(fields.Nested(OverviewDay), required=True)
    total = Count(required=True)
    is_complete = fields.Boolean(required=True)
    statuses = fields.Nested(StatusCounts, required=True)
    risk_levels = fields.Nested(RiskCounts, required=True)
    examined = Count(required=True)
    severities = fields.Dict(keys=fields.String(), values=Count(), required=True)
    tools = fields.List(fields.Nested(ToolFigures), required=True)


class UsersQuery(Schema):
    limit = limit_field(50, 200)
    cursor = Text(255, 1)


class UserFigures(Schema):
    user_id = fields.String(required=True)
    investigations = Count(required=True, metadata={"description": "Without archived ones."})
    archived = Count(required=True)
    in_progress = Count(required=True)
    in_error = Count(required=True)


class UserList(Schema):
    users = fields.List(fields.Nested(UserFigures), required=True)
    next_cursor = fields.String(required=True, allow_none=True)
