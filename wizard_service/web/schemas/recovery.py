"""Checkpoints and going from step to step (contract section 3)."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from ...domain.fields import Count, Word
from ...domain.navigation import DIRECTIONS
from ...domain.vocabulary import STATUSES, WIZARD_STEPS

ACTIONS = ("resume", "view_results", "retry", "cancel", "archive", "start_fresh")


class Navigate(Schema):
    """One of the two. `back` to SETTINGS begins anew, as every way there does: progress and results are dropped."""

    step = Word(WIZARD_STEPS)
    direction = Word(DIRECTIONS)

    @validates_schema
    def names_one_target(self, loaded: dict[str, Any], **_: Any) -> None:
        if len(loaded) != 1:
            raise ValidationError("Send either `step` or `direction`.", "step")


class NavigationHistory(Schema):
    entries = fields.List(Word(WIZARD_STEPS), required=True)
    position = Count(required=True, metadata={"description": "Index of the present step."})


class Checkpoint(Schema):
    investigation_id = fields.String(required=True)
    wizard_step = Word(WIZARD_STEPS, required=True)
    status = Word(STATUSES, required=True)
    version = Count(1, required=True)
    cursor = fields.String(required=True)
    resume_step = Word(WIZARD_STEPS, required=True)
    navigation = fields.Nested(NavigationHistory, required=True)
    stale = fields.Boolean(required=True, metadata={"description": "Unchanged for WIZARD_STALE_AFTER_DAYS."})
    actions = fields.List(Word(ACTIONS), required=True, validate=validate.Length(max=len(ACTIONS)))
    last_accessed = fields.DateTime(
        required=True, allow_none=True, metadata={"description": "To the minute; polls do not count."}
    )
    updated_at = fields.DateTime(required=True)
