"""Tickets, sessions and shares (contract section 2)."""

from marshmallow import Schema, fields, validate

from ...domain.fields import MAX_INTEGER, Choice, Count, QueryInteger
from ...domain.investigations.sharing import ROLES


class Ticket(Schema):
    ticket = fields.String(required=True)
    expires_in = fields.Integer(required=True)


class BeginSession(Schema):
    token = fields.String()


class EndSession(Schema):
    everywhere = fields.Boolean(load_default=False)


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
    accepted_at = fields.DateTime(allow_none=True)


class InvitationQuery(Schema):
    limit = QueryInteger(validate=validate.Range(min=1, max=200), load_default=50)
    offset = QueryInteger(validate=validate.Range(min=0, max=MAX_INTEGER), load_default=0)


class Invitation(Schema):
    investigation_id = fields.String(required=True)
    user_id = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)
    role = Choice(ROLES, required=True)
    granted_by = fields.String(required=True)
    granted_at = fields.DateTime(required=True)


class InvitationList(Schema):
    invitations = fields.List(fields.Nested(Invitation), required=True)
    total = Count(required=True)
    limit = Count(1, required=True)
    offset = Count(required=True)


class SharedList(Schema):
    access = fields.List(fields.Nested(Shared), required=True)
