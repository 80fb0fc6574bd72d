"""Events as they are reported and sent, and the messages of a WebSocket (contract sections 4, 5, 7 and 8)."""

from marshmallow import Schema, fields, validate

from ...domain.bounded import BoundedSchema
from ...domain.fields import Choice, Count, Number
from ...domain.investigations.reports import MAX_REPORTS
from ...domain.vocabulary import SOURCES, STATUSES, WIZARD_STEPS
from .common import TraceId
from .investigations import PatchState

MAX_MESSAGE_ID = 200


class Report(Schema):
    event_type = fields.String(required=True)
    data = fields.Dict(required=True)
    timestamp = fields.DateTime()


class Event(Schema):
    id = fields.String(required=True)
    event_type = fields.String(required=True)
    investigation_id = fields.String(required=True)
    user_id = fields.String(required=True)
    version = Count(1, required=True)
    timestamp = fields.DateTime(required=True)
    committed_at = fields.DateTime(required=True)
    actor = fields.String(required=True)
    source = Choice(SOURCES, required=True)
    request_id = fields.String(required=True)
    trace_id = TraceId()
    data = fields.Dict(required=True)


class Reported(Schema):
    version = Count(1, required=True)
    events = fields.List(fields.Nested(Event), required=True, validate=validate.Length(max=2 * MAX_REPORTS))


class CursorQuery(Schema):
    """The cursor. Clients know it under different names, of which one is enough."""

    last_event_id = fields.String()
    lastEventId = fields.String()  # noqa: N815 - the name some clients send
    last_seen = fields.String()
    after = fields.String()


class StreamQuery(CursorQuery):
    events = fields.String(metadata={"description": "Comma separated event types; all when absent."})
    until = Choice(("completed",))
    ticket = fields.String(metadata={"description": "A one-time ticket in place of a token."})


class SocketChanges(PatchState, BoundedSchema):
    """A merge patch; the version is a member of the message."""

    class Meta:
        exclude = ("version",)


class SocketUpdate(BoundedSchema):
    """The message by which a client changes a state; the same rules as PATCH."""

    type = fields.String(required=True)
    message_id = fields.String(required=True, validate=validate.Length(1, MAX_MESSAGE_ID))
    investigation_id = fields.String()
    version = Count(1)
    lease_id = fields.String(metadata={"description": "As the header `Wizard-Lease` of a PATCH."})
    changes = fields.Nested(SocketChanges, required=True)


class SocketAnswer(BoundedSchema):
    """The message by which a person answers an executor; the same rules as POST."""

    type = fields.String(required=True)
    message_id = fields.String(required=True, validate=validate.Length(1, MAX_MESSAGE_ID))
    investigation_id = fields.String()
    request_id = fields.String(required=True)
    answer = fields.Raw(required=True)


class SocketAck(Schema):
    type = fields.Constant("ack", required=True)
    id = fields.String(required=True)


class SocketHeartbeat(Schema):
    type = fields.Constant("heartbeat", required=True)


class SocketSync(Schema):
    type = fields.Constant("sync", required=True)


class SocketAuth(Schema):
    type = fields.Constant("auth", required=True)
    token = fields.String(required=True)
    message_id = fields.String()


class SocketResult(Schema):
    """The outcome of an `update` or `auth`; unless its status is 200 it has the members of a problem as well."""

    type = fields.Constant("result", required=True)
    message_id = fields.String(required=True, allow_none=True)
    status = fields.Integer(required=True)
    version = Count(1)
    event_ids = fields.List(fields.String())


# Message type -> its summary and schema.
CLIENT_MESSAGES: dict[str, tuple[str, type[Schema]]] = {
    "ack": ("Acknowledge a critical event, which is sent again until then.", SocketAck),
    "heartbeat": ("Report that the client is alive.", SocketHeartbeat),
    "sync": ("Ask for the state.", SocketSync),
    "auth": ("Renew the token in place.", SocketAuth),
    "answer": ("Answer an executor; the same rules as POST, and `message_id` is the idempotency key.", SocketAnswer),
    "update": ("Change the state; the same rules as PATCH, and `message_id` is the idempotency key.", SocketUpdate),
}


REASONS = ("initial", "reconnection", "version_mismatch", "explicit_request", "cursor_expired")


class CurrentState(Schema):
    wizard_step = Choice(WIZARD_STEPS, required=True)
    status = Choice(STATUSES, required=True)
    last_updated = fields.DateTime(required=True)
    progress_percent = Number(0, 100)
    risk_score = Number(0, 100)


class ConnectionEstablished(Schema):
    connection_id = fields.String(required=True)
    transport = Choice(("sse", "websocket"), required=True)
    heartbeat_interval_ms = Count(required=True)
    cursor = fields.String(required=True)
    current_state = fields.Nested(CurrentState)


class StateSync(Schema):
    sync_reason = Choice(REASONS, required=True)
    # One state, or the list of active investigations on a feed of everything.
    state = fields.Raw(required=True)
    cursor = fields.String(required=True)


class Nothing(Schema):
    """An event without data."""


class Closed(Schema):
    reason = fields.String(required=True)


class Overloaded(Schema):
    reason = fields.String(required=True)
    retry_after_ms = Count(required=True)
    fallback = fields.String(required=True)


# Event type -> its summary and the schema of its data. These events belong to one connection and have no id.
CONTROL_EVENTS: dict[str, tuple[str, type[Schema]]] = {
    "connection_established": ("The first event of a connection.", ConnectionEstablished),
    "state_sync": ("The state, and the cursor to go on from.", StateSync),
    "heartbeat": ("The connection is alive.", Nothing),
    "connection_closed": ("The last event of a connection, and why it ends.", Closed),
    "auth_expired": ("The token has ended, and the connection with it.", Closed),
    "persistence_degraded": ("Changes cannot be stored at present.", Nothing),
    "persistence_restored": ("Changes can be stored again.", Nothing),
    "overloaded": ("Stream limit reached; fall back to polling.", Overloaded),
}
