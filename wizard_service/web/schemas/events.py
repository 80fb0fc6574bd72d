"""Events as they are reported and as they are told (contract section 4)."""

from marshmallow import Schema, fields, validate

from ...domain.fields import Count, Word
from ...domain.reports import MAX_REPORTS
from ...domain.vocabulary import SOURCES


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
    actor = fields.String(required=True)
    source = Word(SOURCES, required=True)
    request_id = fields.String(required=True)
    data = fields.Dict(required=True)


class Reported(Schema):
    version = Count(1, required=True)
    events = fields.List(fields.Nested(Event), required=True, validate=validate.Length(max=2 * MAX_REPORTS))
