"""Polls, the list of active investigations, health, changes and connections (contract sections 3 and 6)."""

from marshmallow import Schema, fields, validate

from ...domain.fields import MAX_INTEGER, Choice, Count, QueryInteger, QueryNumber
from ...domain.investigations.active_list import LISTED_ROLES
from ...domain.versions.changes import CHANGE_TYPES
from ...domain.vocabulary import EXECUTOR_STATUSES, RISK_LEVELS, STATUSES, WIZARD_STEPS
from .common import scope_field, waiting_field
from .events import CursorQuery, Event
from .investigations import State


class PollQuery(CursorQuery):
    wait = QueryNumber(validate=validate.Range(min=0), load_default=0.0)
    include = Choice(("state",))


class Polled(Schema):
    timestamp = fields.DateTime(required=True)
    has_changes = fields.Boolean(required=True)
    cursor = fields.String(required=True)
    next_poll_interval = fields.Integer(required=True, allow_none=True)
    events = fields.List(fields.Nested(Event))


class Poll(Polled):
    investigation_id = fields.String(required=True)
    version = Count(1, required=True)
    state = fields.Nested(State)
    changes = fields.Dict(
        metadata={"description": "A merge patch with the same effect as the events, without log lines."}
    )


class ActiveInvestigation(Schema):
    investigation_id = fields.String(required=True)
    user_id = fields.String(required=True)
    role = Choice(LISTED_ROLES, required=True)
    name = fields.String(required=True, allow_none=True)
    wizard_step = Choice(WIZARD_STEPS, required=True)
    status = Choice(STATUSES, required=True)
    version = Count(1, required=True)
    risk_score = fields.Float(required=True, allow_none=True)
    risk_level = Choice(RISK_LEVELS, required=True, allow_none=True)
    entity_count = Count(required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)
    started_at = fields.DateTime(required=True, allow_none=True)
    completed_at = fields.DateTime(required=True, allow_none=True)
    open_inputs = Count(required=True, metadata={"description": "Questions that wait for a person."})
    executor_status = Choice(
        EXECUTOR_STATUSES,
        required=True,
        allow_none=True,
        metadata={"description": "Of the executor with the newest lease, null without one."},
    )


class PollAll(Polled):
    user_id = fields.String(required=True, metadata={"description": "Whose feed it is"})
    state = fields.List(
        fields.Nested(ActiveInvestigation), metadata={"description": "What is active, newest change first"}
    )


class RecommendedIntervals(Schema):
    fast_ms = Count(1, required=True)
    normal_ms = Count(1, required=True)
    slow_ms = Count(1, required=True)


class ServerLoad(Schema):
    scope = scope_field("host")
    active_connections = Count(0, required=True)
    max_connections = Count(1, required=True)
    load_percentage = Count(0, required=True)


class Health(Schema):
    status = Choice(("healthy", "degraded", "unavailable"), required=True)
    server_time = fields.DateTime(required=True)
    recommended_intervals = fields.Nested(RecommendedIntervals, required=True)
    server_load = fields.Nested(ServerLoad, required=True)
    message = fields.String()


class ActiveQuery(Schema):
    status = Choice(STATUSES)
    wizard_step = Choice(WIZARD_STEPS)
    waiting = waiting_field()
    limit = QueryInteger(validate=validate.Range(min=1, max=200), load_default=50)
    offset = QueryInteger(validate=validate.Range(min=0, max=MAX_INTEGER), load_default=0)


class ActiveList(Schema):
    investigations = fields.List(fields.Nested(ActiveInvestigation), required=True)
    total = Count(required=True)
    waiting = Count(
        required=True,
        metadata={"description": "Of all active investigations, how many wait for a person, whatever the filters."},
    )
    limit = Count(1, required=True)
    offset = Count(required=True)
    timestamp = fields.DateTime(required=True)
    cursor = fields.String(required=True)


class ChangesQuery(Schema):
    since_version = QueryInteger(validate=validate.Range(min=0, max=MAX_INTEGER), load_default=0)
    include_snapshot = fields.Boolean(load_default=False)


class Change(Schema):
    version = Count(1, required=True)
    timestamp = fields.DateTime(required=True)
    change_type = Choice(CHANGE_TYPES, required=True)
    fields_changed = fields.List(fields.String(), required=True)
    details = fields.Dict(required=True, metadata={"description": "Merge patch from the version before."})


class Changes(Schema):
    investigation_id = fields.String(required=True)
    from_version = Count(required=True)
    to_version = Count(1, required=True)
    changes = fields.List(fields.Nested(Change), required=True)
    current_snapshot = fields.Nested(State, required=True, allow_none=True)


class ConnectionShown(Schema):
    user_id = fields.String(required=True)
    transport = Choice(("poll", "long_poll", "sse", "websocket"), required=True)
    client_id = fields.String(required=True, metadata={"description": "The same for one address and user agent"})
    follows = Choice(("investigation", "everything"), required=True)
    since = fields.DateTime(required=True)
    cursor = fields.String(required=True, metadata={"description": "The newest event it was sent"})
    behind_events = Count(0, required=True)
    last_poll_at = fields.DateTime()
    interval_ms = Count(0, allow_none=True, metadata={"description": "Between its polls, lately"})
    polls = Count(1)
    errors = Count(0, metadata={"description": "Polls answered 400 and above"})
    unchanged_share = fields.Float(metadata={"description": "Of its polls, how many were answered 304; 0 to 1"})


class Connections(Schema):
    investigation_id = fields.String(required=True)
    scope = scope_field("host")
    timestamp = fields.DateTime(required=True)
    connections = fields.List(fields.Nested(ConnectionShown), required=True)
