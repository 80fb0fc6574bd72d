"""Tickets, sessions and shares (contract section 2)."""

from marshmallow import Schema, fields

from ...domain.fields import Choice
from ...domain.investigations.sharing import ROLES


class Ticket(Schema):
    ticket = fields.String(required=True)
    expires_in = fields.Integer(required=True)


class BeginSession(Schema):
    token = fields.String()


class Login(Schema):
    ticket = fields.String(required=True)


class Session(Schema):
    user_id = fields.String(required=True)
    scopes = fields.List(fields.String(), required=True)
    expires_at = fields.DateTime(required=True)


class Share(Schema):
    role = Choice(ROLES, required=True)


class Shared(Schema):
    user_id = fields.String(required=True)
    role = Choice(ROLES, required=True)
    granted_by = fields.String()
    granted_at = fields.DateTime()


class SharedList(Schema):
    access = fields.List(fields.Nested(Shared), required=True)
