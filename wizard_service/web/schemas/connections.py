"""What an owner is told of those who follow its investigation."""

from marshmallow import Schema, fields

from ...domain.fields import Count, Word


class ConnectionShown(Schema):
    user_id = fields.String(required=True)
    transport = Word(("poll", "long_poll", "sse", "websocket"), required=True)
    client_id = fields.String(required=True, metadata={"description": "The same for one address and user agent"})
    follows = Word(("investigation", "everything"), required=True)
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
    timestamp = fields.DateTime(required=True)
    connections = fields.List(fields.Nested(ConnectionShown), required=True)
