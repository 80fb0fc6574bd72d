"""Queries and pages of the audit trail (contract section 9)."""

from marshmallow import Schema, fields, validate

from ...domain.audit.trail import DEFAULT_LIMIT, MAX_LIMIT
from ...domain.fields import Choice, Count, QueryInteger, Text
from ...domain.vocabulary import ACTION_TYPES, SOURCES
from .common import Bound, TraceId
from .investigations import State

_NO_LINES = "A whole State without log lines, null when there was none or the trail no longer leads there."


class TrailQuery(Schema):
    limit = QueryInteger(validate=validate.Range(1, MAX_LIMIT), load_default=DEFAULT_LIMIT)
    cursor = fields.String()


class AuditQuery(TrailQuery):
    action_type = Choice(ACTION_TYPES, metadata={"description": "One of the `action_types` of an entry."})
    source = Choice(SOURCES)
    actor = Text(255, 1)
    since = Bound(Bound.FIRST, "At or after.", data_key="from")
    until = Bound(Bound.LAST, "At or before.", data_key="to")


class RefusedQuery(TrailQuery):
    actor = Text(255, 1)


class AuditItem(Schema):
    entry_id = fields.String(required=True)
    investigation_id = fields.String(required=True)
    user_id = fields.String(required=True)
    actor = fields.String(required=True)
    action_type = Choice(ACTION_TYPES, required=True, metadata={"description": "The first of `action_types`."})
    action_types = fields.List(
        Choice(ACTION_TYPES),
        required=True,
        metadata={
            "description": "Everything that the write did: its cause if it has one, then results before status before "
            "step before settings before progress."
        },
    )
    source = Choice(SOURCES, required=True)
    version = Count(1, required=True)
    previous_state = fields.Nested(State, required=True, allow_none=True, metadata={"description": _NO_LINES})
    new_state = fields.Nested(State, required=True, allow_none=True, metadata={"description": _NO_LINES})
    changes = fields.Dict(required=True, metadata={"description": "Merge patch from the one to the other."})
    timestamp = fields.DateTime(required=True)
    request_id = fields.String(required=True)
    trace_id = TraceId()


class AuditPage(Schema):
    items = fields.List(fields.Nested(AuditItem), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class RefusedAttempt(Schema):
    investigation_id = fields.String(required=True)
    actor = fields.String(required=True)
    source = Choice(SOURCES, required=True)
    attempted = fields.String(required=True, metadata={"example": "PUT state"})
    code = fields.String(required=True, metadata={"description": "The code of the problem that was answered."})
    detail = fields.String(required=True)
    version = Count(1, required=True, metadata={"description": "What was current when it was noted."})
    timestamp = fields.DateTime(required=True)
    request_id = fields.String(required=True)


class RefusedPage(Schema):
    items = fields.List(fields.Nested(RefusedAttempt), required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class AuditVerdict(Schema):
    valid = fields.Boolean(required=True)
    entries = Count(required=True)
    first_invalid = fields.String(
        allow_none=True,
        metadata={
            "description": "entry_id of the first entry that cannot be trusted; of the last one left when those after "
            "it are missing. Absent when valid."
        },
    )
    reason = fields.String()
