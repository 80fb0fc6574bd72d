"""What a listener asks for, and says on a socket (contract sections 5, 7 and 8)."""

from marshmallow import Schema, fields, validate

from ...domain.fields import Count, Word
from .investigations import PatchState


class CursorQuery(Schema):
    """The cursor's spellings; one of them is enough."""

    last_event_id = fields.String()
    lastEventId = fields.String()  # noqa: N815 - the name some clients send
    last_seen = fields.String()
    after = fields.String()


class StreamQuery(CursorQuery):
    events = fields.String(metadata={"description": "Comma separated event types; all when absent."})
    until = Word(("completed",))
    ticket = fields.String(metadata={"description": "A one-time ticket in place of a token."})


class SocketChanges(PatchState):
    """A merge patch; the version seen stands beside it."""

    class Meta:
        exclude = ("version",)


class SocketUpdate(Schema):
    """What a client sends on a socket to change a state; the same rules as PATCH."""

    type = fields.String(required=True)
    message_id = fields.String(required=True, validate=validate.Length(1, 200))
    investigation_id = fields.String()
    version = Count(1)
    changes = fields.Nested(SocketChanges, required=True)
