"""What a client says on a socket, and what it is answered (contract section 8), as they are described."""

from marshmallow import Schema, fields

from ...domain.fields import Count
from .listening import SocketUpdate


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
    """The outcome of an `update` or `auth`; with any other status than 200 the members of a problem stand beside it."""

    type = fields.Constant("result", required=True)
    message_id = fields.String(required=True, allow_none=True)
    status = fields.Integer(required=True)
    version = Count(1)
    event_ids = fields.List(fields.String())


SAID: dict[str, tuple[str, type[Schema]]] = {
    "ack": ("Acknowledge a critical event, which is sent again until then.", SocketAck),
    "heartbeat": ("Say that this end is alive.", SocketHeartbeat),
    "sync": ("Ask for the state.", SocketSync),
    "auth": ("Renew the token in place.", SocketAuth),
    "update": ("Change the state; the same rules as PATCH, and `message_id` is the idempotency key.", SocketUpdate),
}
