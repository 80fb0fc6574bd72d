"""What a list of history is filtered by, as conditions on the rows that an order leads to."""

from typing import Any

from ..store.folding import folded
from .history_order import Condition, marks

_HAS_ENTITY_TYPE = """EXISTS (SELECT 1 FROM investigation_entity_types AS t
WHERE t.investigation_id = investigation_history.investigation_id AND t.entity_type IN ({marks}))"""
# A name has as many bytes as characters when it is ASCII, and then LIKE is right and several times faster.
_CONTAINS = """(name LIKE ? ESCAPE '\\' OR investigation_id LIKE ? ESCAPE '\\'
OR (length(CAST(name AS BLOB)) > length(name) AND contains_folded(name, ?)))"""


def counted_filters(query: dict[str, Any]) -> list[Condition]:
    """Return the conditions of what the table of totals counts."""
    words = [name for name in ("status", "risk_level") if query.get(name)]
    return [(f"{name} IN ({marks(query[name])})", query[name]) for name in words]


def row_filters(query: dict[str, Any], *, within: bool) -> list[Condition]:
    """Return the conditions of all filters. within: the rows are those created from `begin` to `end` already."""
    # The plus sign keeps SQLite from taking the condition for a better way in.
    conditions = [(f"+{text}", values) for text, values in counted_filters(query)]
    if not within:
        conditions += [("+created_at >= ?", [query["begin"]])] if "begin" in query else []
        conditions += [("+created_at <= ?", [query["end"]])] if "end" in query else []
    if query.get("q"):
        conditions.append(_containing(folded(query["q"])))
    if query.get("entity_type"):
        conditions.append((_HAS_ENTITY_TYPE.format(marks=marks(query["entity_type"])), query["entity_type"]))
    return conditions


def looks_at_rows(query: dict[str, Any]) -> bool:
    """Say whether there are filters that the table of totals does not count."""
    return any(query.get(name) for name in ("entity_type", "begin", "end", "q"))


def _containing(sought: str) -> Condition:
    pattern = "%" + sought.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return _CONTAINS, [pattern, pattern, sought]
