"""What callers send and get, as marshmallow schemas: checked on the way in, documented in OpenAPI.

Responses are described here but never dumped through a schema: stored JSON is spliced as it is.
"""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from ..domain.fields import Count, Word
from ..domain.reports import MAX_REPORTS
from ..domain.sections import Progress, Results, Settings
from ..domain.vocabulary import SOURCES, STATUSES, WIZARD_STEPS


class Section(fields.Nested):
    """A section as it was sent: any object here, checked field by field by the domain."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if not isinstance(value, dict):
            raise ValidationError("Must be an object.")
        return value


class CreateInvestigation(Schema):
    investigation_id = fields.String(metadata={"pattern": "^[A-Za-z0-9_-]{1,255}$"})
    wizard_step = Word(WIZARD_STEPS)
    status = Word(STATUSES)
    settings = Section(Settings, allow_none=True)


class ReplaceState(Schema):
    wizard_step = Word(WIZARD_STEPS)
    status = Word(STATUSES)
    settings = Section(Settings, allow_none=True)
    progress = Section(Progress, allow_none=True)
    results = Section(Results, allow_none=True)
    version = Count(1, metadata={"description": "The version you have seen, instead of If-Match."})


class Patch(fields.Dict):
    """Part of a merge patch (RFC 7396): any object, null removes."""


class PatchState(Schema):
    wizard_step = Word(WIZARD_STEPS)
    status = Word(STATUSES)
    settings = Patch(allow_none=True)
    progress = Patch(allow_none=True)
    results = Patch(allow_none=True)
    version = Count(1, metadata={"description": "The version you have seen, instead of If-Match."})


class DeleteQuery(Schema):
    version = fields.Integer(validate=validate.Range(min=1))


class State(Schema):
    investigation_id = fields.String(required=True)
    user_id = fields.String(required=True)
    wizard_step = Word(WIZARD_STEPS, required=True)
    status = Word(STATUSES, required=True)
    version = Count(1, required=True)
    settings = fields.Nested(Settings, required=True, allow_none=True)
    progress = fields.Nested(Progress, required=True, allow_none=True)
    results = fields.Nested(Results, required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)
    archived_at = fields.DateTime(required=True, allow_none=True)


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


class CursorQuery(Schema):
    """The cursor's spellings; one of them is enough."""

    last_event_id = fields.String()
    lastEventId = fields.String()  # noqa: N815 - the name some clients send
    last_seen = fields.String()
    after = fields.String()


class PollQuery(CursorQuery):
    wait = fields.Float(validate=validate.Range(min=0), load_default=0.0)
    include = Word(("state",))


class Poll(Schema):
    investigation_id = fields.String(required=True)
    timestamp = fields.DateTime(required=True)
    version = Count(1, required=True)
    has_changes = fields.Boolean(required=True)
    cursor = fields.String(required=True)
    next_poll_interval = fields.Integer(required=True, allow_none=True)
    state = fields.Nested(State)
    events = fields.List(fields.Nested(Event))
    changes = fields.Dict(allow_none=True)


class FieldError(Schema):
    field = fields.String(required=True)
    message = fields.String(required=True)


class Problem(Schema):
    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    code = fields.String(required=True)
    request_id = fields.String(required=True)
    errors = fields.List(fields.Nested(FieldError))
