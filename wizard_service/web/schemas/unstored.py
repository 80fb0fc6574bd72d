"""Events that belong to one connection and have no id (contract section 4), as they are described."""

from marshmallow import Schema, fields

from ...domain.fields import Count, Number, Word
from ...domain.vocabulary import STATUSES, WIZARD_STEPS

REASONS = ("initial", "reconnection", "version_mismatch", "explicit_request", "cursor_expired")


class CurrentState(Schema):
    wizard_step = Word(WIZARD_STEPS, required=True)
    status = Word(STATUSES, required=True)
    last_updated = fields.DateTime(required=True)
    progress_percent = Number(0, 100)
    risk_score = Number(0, 100)


class ConnectionEstablished(Schema):
    connection_id = fields.String(required=True)
    transport = Word(("sse", "websocket"), required=True)
    heartbeat_interval_ms = Count(required=True)
    cursor = fields.String(required=True)
    current_state = fields.Nested(CurrentState)


class StateSync(Schema):
    sync_reason = Word(REASONS, required=True)
    # One state, or the list of active investigations on a feed of everything.
    state = fields.Raw(required=True)
    cursor = fields.String(required=True)


class Nothing(Schema):
    pass


class Closed(Schema):
    reason = fields.String(required=True)


class Overloaded(Schema):
    reason = fields.String(required=True)
    retry_after_ms = Count(required=True)
    fallback = fields.String(required=True)


# event type: what it tells, schema of its data
UNSTORED: dict[str, tuple[str, type[Schema]]] = {
    "connection_established": ("The first event of a connection.", ConnectionEstablished),
    "state_sync": ("The state, and the cursor to go on from.", StateSync),
    "heartbeat": ("The connection is alive.", Nothing),
    "connection_closed": ("The last event of a connection, and why it ends.", Closed),
    "auth_expired": ("The token has ended, and the connection with it.", Closed),
    "persistence_degraded": ("Changes cannot be stored at present.", Nothing),
    "persistence_restored": ("Changes can be stored again.", Nothing),
    "overloaded": ("There is no room for another stream: poll meanwhile.", Overloaded),
}
