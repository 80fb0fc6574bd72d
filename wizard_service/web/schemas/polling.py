"""What a poll asks and is told (contract section 6)."""

from marshmallow import Schema, fields, validate

from ...domain.fields import Count, Word
from .events import Event
from .investigations import State
from .listening import CursorQuery


class PollQuery(CursorQuery):
    wait = fields.Float(validate=validate.Range(min=0), load_default=0.0)
    include = Word(("state",))


class Poll(Schema):
    investigation_id = fields.String(required=True)
    timestamp = fields.DateTime(required=True)
    version = Count(1, required=True)
    has_changes = fields.Boolean(required=True)
    cursor = fields.String(required=True)
    next_poll_interval = fields.Integer(required=True, allow_none=True)
    state = fields.Nested(State)
    events = fields.List(fields.Nested(Event))
    changes = fields.Dict(allow_none=True)


class RecommendedIntervals(Schema):
    fast_ms = Count(1, required=True)
    normal_ms = Count(1, required=True)
    slow_ms = Count(1, required=True)


class ServerLoad(Schema):
    active_connections = Count(0, required=True)
    max_connections = Count(1, required=True)
    load_percentage = Count(0, required=True)


class Health(Schema):
    status = Word(("healthy", "degraded", "unavailable"), required=True)
    server_time = fields.DateTime(required=True)
    recommended_intervals = fields.Nested(RecommendedIntervals, required=True)
    server_load = fields.Nested(ServerLoad, required=True)
    message = fields.String()
