"""What callers send and get, as marshmallow schemas: checked on the way in, documented in OpenAPI.

Responses are described here but never dumped through a schema: stored JSON is spliced as it is.
"""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from ..domain.fields import Count, Word
from ..domain.reports import MAX_REPORTS
from ..domain.sections import Progress, Results, Settings
from ..domain.sharing import ROLES
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


class SeenVersion(Schema):
    version = Count(1, metadata={"description": "The version you have seen, instead of If-Match."})


class SeenVersionQuery(Schema):
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


class StreamQuery(CursorQuery):
    events = fields.String(metadata={"description": "Comma separated event types; all when absent."})
    until = Word(("completed",))
    ticket = fields.String(metadata={"description": "A one-time ticket in place of a token."})


class SocketUpdate(Schema):
    """What a client sends on a socket to change a state; the same rules as PATCH."""

    type = fields.String(required=True)
    message_id = fields.String(required=True, validate=validate.Length(1, 200))
    investigation_id = fields.String()
    version = Count(1)
    changes = fields.Nested("PatchState", exclude=("version",), required=True)


class Ticket(Schema):
    ticket = fields.String(required=True)
    expires_in = fields.Integer(required=True)


class Share(Schema):
    role = Word(ROLES, required=True)


class Shared(Schema):
    user_id = fields.String(required=True)
    role = Word(ROLES, required=True)
    granted_by = fields.String()
    granted_at = fields.DateTime()


class SharedList(Schema):
    access = fields.List(fields.Nested(Shared), required=True)


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
