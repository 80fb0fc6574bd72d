"""States, checkpoints, navigation and earlier versions of an investigation (contract section 3)."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from ...domain.fields import Choice, Count, QueryInteger
from ...domain.investigations.active_list import LISTED_ROLES
from ...domain.investigations.navigation import DIRECTIONS
from ...domain.investigations.sections import Progress, Results, Settings
from ...domain.vocabulary import STATUSES, WIZARD_STEPS


class Section(fields.Nested):
    """A section of a state: any object here, which the domain validates field by field."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Any:
        if not isinstance(value, dict):
            raise ValidationError("Must be an object.")
        return value


class CreateInvestigation(Schema):
    investigation_id = fields.String(metadata={"pattern": "^[A-Za-z0-9_-]{1,255}$"})
    wizard_step = Choice(WIZARD_STEPS)
    status = Choice(STATUSES)
    settings = Section(Settings, allow_none=True)


class ReplaceState(Schema):
    wizard_step = Choice(WIZARD_STEPS)
    status = Choice(STATUSES)
    settings = Section(Settings, allow_none=True)
    progress = Section(Progress, allow_none=True)
    results = Section(Results, allow_none=True)
    version = Count(1, metadata={"description": "The version you have seen, instead of If-Match."})


class Patch(fields.Dict):
    """Part of a merge patch (RFC 7396): any object, null removes."""


class PatchState(Schema):
    wizard_step = Choice(WIZARD_STEPS)
    status = Choice(STATUSES)
    settings = Patch(allow_none=True)
    progress = Patch(allow_none=True)
    results = Patch(allow_none=True)
    version = Count(1, metadata={"description": "The version you have seen, instead of If-Match."})


class SeenVersion(Schema):
    version = Count(1, metadata={"description": "The version you have seen, instead of If-Match."})


class SeenVersionQuery(Schema):
    version = QueryInteger(validate=validate.Range(min=1))


class State(Schema):
    investigation_id = fields.String(required=True)
    user_id = fields.String(required=True)
    wizard_step = Choice(WIZARD_STEPS, required=True)
    status = Choice(STATUSES, required=True)
    version = Count(1, required=True)
    settings = fields.Nested(Settings, required=True, allow_none=True)
    progress = fields.Nested(Progress, required=True, allow_none=True)
    results = fields.Nested(Results, required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)
    archived_at = fields.DateTime(required=True, allow_none=True)


ACTIONS = ("resume", "resume_executor", "view_results", "retry", "cancel", "archive", "start_fresh")


class Navigate(Schema):
    """Exactly one of the two members. Like any change to SETTINGS, `back` to it drops progress and results."""

    step = Choice(WIZARD_STEPS)
    direction = Choice(DIRECTIONS)

    @validates_schema
    def names_one_target(self, loaded: dict[str, Any], **_: Any) -> None:
        if len(loaded) != 1:
            raise ValidationError("Send either `step` or `direction`.", "step")


class GiveInput(Schema):
    answer = fields.Raw(required=True, metadata={"description": "True, false, a string or an object, as was asked."})


class NavigationHistory(Schema):
    entries = fields.List(Choice(WIZARD_STEPS), required=True)
    position = Count(required=True, metadata={"description": "Index of the current step."})


class Checkpoint(Schema):
    investigation_id = fields.String(required=True)
    wizard_step = Choice(WIZARD_STEPS, required=True)
    status = Choice(STATUSES, required=True)
    version = Count(1, required=True)
    cursor = fields.String(required=True)
    resume_step = Choice(WIZARD_STEPS, required=True)
    navigation = fields.Nested(NavigationHistory, required=True)
    stale = fields.Boolean(required=True, metadata={"description": "Unchanged for WIZARD_STALE_AFTER_DAYS."})
    role = Choice(
        LISTED_ROLES, required=True, allow_none=True, metadata={"description": "null: access by a scope of the token."}
    )
    actions = fields.List(Choice(ACTIONS), required=True, validate=validate.Length(max=len(ACTIONS)))
    last_accessed = fields.DateTime(
        required=True, allow_none=True, metadata={"description": "To the minute; polls do not count."}
    )
    updated_at = fields.DateTime(required=True)


_POSITIVE = validate.Range(min=1)


class StateQuery(Schema):
    at_version = QueryInteger(
        validate=_POSITIVE,
        metadata={"description": "The state as it was at this version. `progress` and its agents have no `logs`."},
    )


class ReportQuery(Schema):
    format = Choice(("md", "html"), metadata={"description": "Instead of the header `Accept`."})


class DiffQuery(Schema):
    old = QueryInteger(
        validate=_POSITIVE, data_key="from", metadata={"description": "When absent the version before `to`."}
    )
    new = QueryInteger(validate=_POSITIVE, data_key="to", metadata={"description": "When absent the current version."})


class Restore(Schema):
    version = Count(1, required=True, metadata={"description": "The version to restore, not the one you have seen."})


class Fork(Schema):
    version = Count(1, metadata={"description": "The version to fork; the current one when absent."})
    investigation_id = fields.String(
        metadata={"description": "Of the new investigation.", "pattern": "^[A-Za-z0-9_-]{1,255}$"}
    )
