"""Queries and items of the history (contract section 9)."""

from typing import Any

from marshmallow import Schema, fields, validate

from ...domain.bounded import Items
from ...domain.fields import Choice, Count
from ...domain.history.bulk import ACTIONS as BULK_ACTIONS
from ...domain.history.bulk import MAX_AT_ONCE
from ...domain.history.listing import COLUMNS
from ...domain.vocabulary import RISK_LEVELS, STATUSES, WIZARD_STEPS
from .common import Bound, PageQuery, limit_field, sort_field, waiting_field
from .investigations import ACTIONS
from .overview import user_field

MAX_WORDS = 20


class CommaSeparated(Items):
    """Values from repeated parameters, or separated by commas, without regard to case."""

    def __init__(self, inner: fields.Field[str], upper: bool | None = None) -> None:
        super().__init__(inner, maximum=MAX_WORDS)
        self._upper = upper

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> list[Any]:
        words = [word for part in value for word in part.split(",") if word]
        if self._upper is not None:
            words = [word.upper() if self._upper else word.lower() for word in words]
        return super()._deserialize(sorted(set(words)), *args, **kwargs)


class HistoryQuery(PageQuery):
    status = CommaSeparated(Choice(STATUSES), upper=True)
    risk_level = CommaSeparated(Choice(RISK_LEVELS), upper=False)
    entity_type = CommaSeparated(fields.String())
    begin = Bound(Bound.FIRST, "Created at or after.", data_key="from")
    end = Bound(Bound.LAST, "Created at or before.", data_key="to")
    waiting = waiting_field()
    archived = Choice(("false", "true", "all"), load_default="false")
    sort = sort_field(COLUMNS, "-updated_at")
    limit = limit_field(20, 100)
    cursor = fields.String(metadata={"description": "`next_cursor` of the page before; wins over `page`."})
    user_id = user_field()


class HistoryItem(Schema):
    investigation_id = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)
    status = Choice(STATUSES, required=True)
    wizard_step = Choice(WIZARD_STEPS, required=True)
    risk_score = fields.Float(required=True, allow_none=True)
    risk_level = Choice(RISK_LEVELS, required=True, allow_none=True)
    entity_count = Count(required=True)
    created_at = fields.DateTime(required=True)
    started_at = fields.DateTime(required=True, allow_none=True)
    completed_at = fields.DateTime(required=True, allow_none=True)
    duration_ms = Count(required=True, allow_none=True)
    last_accessed = fields.DateTime(required=True, allow_none=True)
    updated_at = fields.DateTime(required=True)
    version = Count(1, required=True)
    archived_at = fields.DateTime(required=True, allow_none=True)
    template_id = fields.String(required=True, allow_none=True)
    template_version = Count(1, required=True, allow_none=True)


class HistoryEntry(HistoryItem):
    actions = fields.List(Choice((*ACTIONS, "restore")), required=True)


class HistoryPage(Schema):
    items = fields.List(fields.Nested(HistoryItem), required=True)
    total = Count(required=True)
    page = Count(1, required=True)
    page_size = Count(1, required=True)
    has_more = fields.Boolean(required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class ArchiveMany(Schema):
    investigation_ids = Items(fields.String(validate=validate.Length(1, 255)), 1, MAX_AT_ONCE, required=True)


class ArchivedOne(Schema):
    investigation_id = fields.String(required=True)
    archived = fields.Boolean(required=True)
    version = Count(1)
    archived_at = fields.DateTime()
    code = fields.String(metadata={"description": "Why it is not archived."})
    detail = fields.String()


class ArchivedMany(Schema):
    results = fields.List(fields.Nested(ArchivedOne), required=True)
    archived = Count(required=True)
    failed = Count(required=True)


class BulkAction(Schema):
    action = Choice(BULK_ACTIONS, required=True)
    investigation_ids = Items(fields.String(validate=validate.Length(1, 255)), 1, MAX_AT_ONCE, required=True)


class BulkResult(Schema):
    investigation_id = fields.String(required=True)
    done = fields.Boolean(required=True)
    version = Count(1, metadata={"description": "After the action."})
    code = fields.String(metadata={"description": "Why the action was refused."})
    detail = fields.String()


class BulkOutcome(Schema):
    action = Choice(BULK_ACTIONS, required=True)
    results = fields.List(fields.Nested(BulkResult), required=True)
    done = Count(required=True)
    failed = Count(required=True)
