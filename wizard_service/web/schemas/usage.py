"""Schemas of the quotas and of the configuration for clients."""

from marshmallow import Schema, fields

from .common import scope_field


class StoredShare(Schema):
    scope = scope_field("host", "all")
    used = fields.Integer(required=True)
    limit = fields.Integer(required=True, allow_none=True)
    remaining = fields.Integer(required=True, allow_none=True)


class Allowance(Schema):
    """At most `limit` requests or events are admitted in `window_s` seconds."""

    scope = scope_field("host", "all")
    limit = fields.Integer(required=True, allow_none=True)
    window_s = fields.Integer(required=True)
    remaining = fields.Integer(required=True, allow_none=True)


class Usage(Schema):
    user_id = fields.String(required=True)
    investigations = fields.Nested(StoredShare, required=True)
    stored_bytes = fields.Nested(StoredShare, required=True)
    reported_events = fields.Nested(Allowance, required=True)
    writes = fields.Nested(Allowance, required=True)
    tickets = fields.Nested(Allowance, required=True)


class PollingConfig(Schema):
    fast_interval_ms = fields.Integer(required=True)
    normal_interval_ms = fields.Integer(required=True)
    slow_interval_ms = fields.Integer(required=True)
    max_retries = fields.Integer(required=True)
    backoff_multiplier = fields.Integer(required=True)
    max_backoff_ms = fields.Integer(required=True)
    rate_limit_per_s = fields.Integer(required=True)


class WebSocketConfig(Schema):
    heartbeat_interval_ms = fields.Integer(required=True)
    idle_timeout_ms = fields.Integer(required=True)


class ClientConfig(Schema):
    """`features` are flags by name, `limits` are numbers by name; 0 means no limit."""

    api_base_url = fields.String(required=True)
    ws_base_url = fields.String(required=True)
    polling = fields.Nested(PollingConfig, required=True)
    websocket = fields.Nested(WebSocketConfig, required=True)
    features = fields.Dict(keys=fields.String(), values=fields.Boolean(), required=True)
    limits = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
