"""Reads templates: the current or an earlier version of one, and a user's list.

A user has at most 200 templates, so the list is searched and sorted here.
"""

from operator import itemgetter
from typing import Any

import orjson

from ...errors import NotFound
from ...store import Backend
from ...store.repositories import templates
from ...store.search import folded, name_key, search_text
from ..identity.principal import READ, WRITE, Principal
from ..paging import Page, sort_order
from ..stored_sections import check_template, intact
from .records import Row, find_template, find_undeleted, template_item

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


def read_template(store: Backend, principal: Principal, template_id: str) -> Row:
    """Return the template's row. Raises NotFound when it is unknown, deleted or another user's."""
    principal.require(READ, WRITE)
    row = find_undeleted(store, principal, template_id)
    check_template(row)
    return row


def read_version(store: Backend, principal: Principal, template_id: str, version: int) -> Row:
    """Return the template's row as of a version. The template may be deleted."""
    principal.require(READ)
    row = find_template(store, principal, template_id)
    earlier = templates.find_version(store, template_id, version)
    if earlier is None:
        raise NotFound(f"The template {template_id} has no version {version}.")
    check_template(row | earlier)
    return row | earlier


def list_versions(store: Backend, principal: Principal, template_id: str) -> list[Row]:
    """Return the versions and the changes that made them, newest first. The template may be deleted."""
    principal.require(READ)
    find_template(store, principal, template_id)
    return templates.list_versions(store, template_id)


def list_templates(store: Backend, principal: Principal, query: dict[str, Any]) -> Page:
    """Return one page of the templates. query: {q, sort, page, limit}.

    Text is compared like the names of the history, and equal rows are ordered by id.
    """
    principal.require(READ)
    rows = intact(templates.list_of_user(store, principal.user_id), "template_id")
    rows.sort(key=itemgetter("template_id"))
    matches = [row for row in rows if _contains(row, query["q"])] if query.get("q") else rows
    column, descending = sort_order(query["sort"])
    matches.sort(key=lambda row: _sort_key(row, column), reverse=descending)
    first = (query["page"] - 1) * query["limit"]
    items = [template_item(row) for row in matches[first : first + query["limit"]]]
    return Page(items, len(matches), query["page"], query["limit"], has_more=len(matches) > first + len(items))


def _contains(row: Row, text: str) -> bool:
    found = search_text(text)
    return found is not None and any(found in folded(row[column] or "") for column in ("name", "description"))


def _sort_key(row: Row, column: str) -> tuple[bool, Any]:
    if column == "placeholders":
        return True, orjson.loads(row["placeholders_json"])
    # Absent values sort before all others.
    value = row[column]
    return value is not None, name_key(value) if isinstance(value, str) else value or 0
