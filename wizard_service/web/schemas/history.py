"""History: what a list is asked for and what it shows (contract section 9)."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from ...domain.fields import Count, Moment, Word
from ...domain.history import MAX_ARCHIVED_AT_ONCE
from ...domain.history_list import COLUMNS
from ...domain.vocabulary import RISK_LEVELS, STATUSES, WIZARD_STEPS
from .paging import PageQuery, limit_field, sort_field


class Words(fields.List[str]):
    """Words in any case, repeated or separated by commas."""

    def __init__(self, inner: fields.Field[str], upper: bool | None = None, **kwargs: Any) -> None:
        super().__init__(inner, **kwargs)
        self._upper = upper

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> list[Any]:
        words = [word for each in value for word in each.split(",") if word]
        if self._upper is not None:
            words = [word.upper() if self._upper else word.lower() for word in words]
        return sorted(set(super()._deserialize(words, *args, **kwargs)))


class Bound(Moment):
    """A time, or a day, which begins or ends a range with its first or last millisecond in UTC."""

    def __init__(self, time_of_day: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._time_of_day = time_of_day

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        if isinstance(value, str) and len(value) == len("2026-01-15"):
            value = f"{value}T{self._time_of_day}Z"
        try:
            # A plus sign in a query is a space to whoever forgot to encode it.
            return super()._deserialize(value.replace(" ", "+") if "T" in value else value, *args, **kwargs)
        except ValidationError:
            raise ValidationError(
                "Not a day or an RFC 3339 time, such as 2026-01-15 or 2026-01-15T10:06:00Z."
            ) from None


class HistoryQuery(PageQuery):
    status = Words(Word(STATUSES), upper=True)
    risk_level = Words(Word(RISK_LEVELS), upper=False)
    entity_type = Words(fields.String(validate=validate.Length(1, 100)), validate=validate.Length(max=20))
    begin = Bound("00:00:00.000", data_key="from", metadata={"description": "Created at or after."})
    end = Bound("23:59:59.999", data_key="to", metadata={"description": "Created at or before."})
    archived = Word(("false", "true", "all"), load_default="false")
    sort = sort_field(COLUMNS, "-updated_at")
    limit = limit_field(20, 100)
    cursor = fields.String(metadata={"description": "`next_cursor` of the page before; wins over `page`."})


class HistoryItem(Schema):
    investigation_id = fields.String(required=True)
    name = fields.String(required=True, allow_none=True)
    status = Word(STATUSES, required=True)
    wizard_step = Word(WIZARD_STEPS, required=True)
    risk_score = fields.Float(required=True, allow_none=True)
    risk_level = Word(RISK_LEVELS, required=True, allow_none=True)
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
    actions = fields.List(Word(("resume", "retry", "view_results", "archive", "restore")), required=True)


class HistoryPage(Schema):
    items = fields.List(fields.Nested(HistoryItem), required=True)
    total = Count(required=True)
    page = Count(1, required=True)
    page_size = Count(1, required=True)
    has_more = fields.Boolean(required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class ArchiveMany(Schema):
    investigation_ids = fields.List(
        fields.String(validate=validate.Length(1, 255)),
        required=True,
        validate=validate.Length(1, MAX_ARCHIVED_AT_ONCE),
    )


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
