"""Templates (contract section 9)."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from ...domain.fields import MAX_INTEGER, Choice, ColumnText, Count, QueryInteger
from ...domain.investigations.sections import Settings
from ...domain.names import Name
from ...domain.templates.reading import SORTS
from .common import PageQuery, limit_field, sort_field
from .investigations import Patch, Section


class TemplateListQuery(PageQuery):
    sort = sort_field(SORTS, "-updated_at")
    limit = limit_field(50, 200)


class TemplateVersionQuery(Schema):
    version = QueryInteger(validate=validate.Range(1, MAX_INTEGER))


class OnConflict(Schema):
    on_conflict = Choice(("overwrite",), metadata={"description": "Take the name from the template that has it."})


class CreateTemplate(Schema):
    name = Name(255, 1, required=True)
    description = ColumnText(allow_none=True)
    settings = Section(Settings, metadata={"description": "With `{{name}}` where a value is to be filled in."})
    from_investigation = fields.String(metadata={"description": "Take the settings of this investigation instead."})
    version = Count(1, metadata={"description": "Of the investigation; the current one when absent."})

    @validates_schema
    def has_one_source(self, loaded: dict[str, Any], **_: Any) -> None:
        if "version" in loaded and "from_investigation" not in loaded:
            raise ValidationError("Goes with from_investigation only.", "version")
        if ("settings" in loaded) == ("from_investigation" in loaded):
            raise ValidationError("Send either settings or from_investigation.", "settings")


class ReplaceTemplate(Schema):
    name = Name(255, 1)
    description = ColumnText(allow_none=True)
    settings = Section(Settings)
    version = Count(1, metadata={"description": "The version you have seen, instead of If-Match."})


class ApplyTemplate(Schema):
    investigation_id = fields.String(metadata={"pattern": "^[A-Za-z0-9_-]{1,255}$"})
    version = Count(1, metadata={"description": "Of the investigation to fill, instead of If-Match."})
    values = fields.Dict(metadata={"description": "A text, number or boolean for each placeholder."})
    overrides = Patch(metadata={"description": "A merge patch on the template's settings."})


class TemplateItem(Schema):
    template_id = fields.String(required=True)
    user_id = fields.String(required=True)
    name = fields.String(required=True)
    description = fields.String(required=True, allow_none=True)
    entity_count = Count(required=True)
    usage_count = Count(required=True)
    version = Count(1, required=True)
    created_at = fields.DateTime(required=True)
    updated_at = fields.DateTime(required=True)
    placeholders = fields.List(fields.String(), required=True)


class Template(TemplateItem):
    settings = fields.Nested(Settings, required=True)


class TemplatePage(Schema):
    items = fields.List(fields.Nested(TemplateItem), required=True)
    total = Count(required=True)
    page = Count(1, required=True)
    page_size = Count(1, required=True)
    has_more = fields.Boolean(required=True)
    next_cursor = fields.String(required=True, allow_none=True)


class TemplateVersion(Schema):
    version = Count(1, required=True)
    name = fields.String(required=True)
    action_type = fields.String(required=True)
    actor = fields.String(required=True)
    updated_at = fields.DateTime(required=True)


class TemplateVersions(Schema):
    versions = fields.List(fields.Nested(TemplateVersion), required=True)
