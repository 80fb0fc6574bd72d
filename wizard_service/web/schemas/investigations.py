"""States as they are created, replaced, patched and shown (contract section 3)."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from ...domain.fields import Count, Digits, Word
from ...domain.sections import Progress, Results, Settings
from ...domain.vocabulary import STATUSES, WIZARD_STEPS


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
    version = Digits(validate=validate.Range(min=1))


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
