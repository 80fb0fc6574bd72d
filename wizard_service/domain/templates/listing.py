"""The list of a user's templates. They are few, at most 200, so they are searched and sorted here."""

from operator import itemgetter
from typing import Any

import orjson

from ...store import Backend
from ...store.models import Template
from ...store.text_search import contains_normalized, normalized
from ..identity.principal import READ, Principal
from ..paging import Page, sort_order
from .records import template_item

SORTS = (
    "template_id",
    "name",
    "description",
    "entity_count",
    "updated_at",
    "created_at",
    "usage_count",
    "version",
    "placeholders",
)
_COLUMNS = [field for field in Template._meta.sorted_fields if field.name != "template_json"]


def list_templates(store: Backend, principal: Principal, query: dict[str, Any]) -> Page:
    """Return one page of {q, sort, page, limit}: text is compared without case, and ties are in order of the ids."""
    principal.require(READ)
    mine = (Template.user_id == principal.user_id) & Template.deleted_at.is_null()
    rows = sorted(store.read(Template.select(*_COLUMNS).where(mine)), key=itemgetter("template_id"))
    found = [row for row in rows if _matches(row, normalized(query.get("q", "")))]
    name, descending = sort_order(query["sort"])
    found.sort(key=lambda row: _sort_key(row, name), reverse=descending)
    first = (query["page"] - 1) * query["limit"]
    items = [template_item(row) for row in found[first : first + query["limit"]]]
    return Page(items, len(found), query["page"], query["limit"], has_more=len(found) > first + len(items))


def _matches(row: dict[str, Any], sought: str) -> bool:
    return any(contains_normalized(row[name] or "", sought) for name in ("name", "description"))


def _sort_key(row: dict[str, Any], name: str) -> tuple[bool, Any]:
    if name == "placeholders":
        return True, orjson.loads(row["placeholders_json"])
    # Nothing comes before everything.
    value = row[name]
    return value is not None, normalized(value) if isinstance(value, str) else value or 0
