"""The filters of the history (`HistorySearch`) as conditions in SQLite; PostgreSQL has `history_search`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...search import WAITING, HistorySearch, search_text

# The text of a condition, with a `?` for each of its values, and the values.
Condition = tuple[str, Sequence[Any]]

# SQLite does not use an index for a column that has a unary plus.
_NO_INDEX = "+"
_HAS_ENTITY_TYPE = """EXISTS (SELECT 1 FROM investigation_entity_types AS t
WHERE t.investigation_id = investigation_history.investigation_id AND t.entity_type IN ({params}))"""
_CONTAINS = "(name_key LIKE ? ESCAPE '\\' OR investigation_id LIKE ? ESCAPE '\\')"


@dataclass(frozen=True)
class Filters:
    """The conditions of one search, grouped by how their matches are counted.

    counted: conditions on status and risk level. The table `investigation_history_counts` has the number of
    investigations for each combination of the two. created: conditions on the time of creation, for which an index has
    a range. others: every other condition; rows must be read to evaluate it.
    """

    counted: list[Condition]
    created: list[Condition]
    others: list[Condition]

    @classmethod
    def of(cls, search: HistorySearch) -> "Filters":
        counted = (("status", search.statuses), ("risk_level", search.risk_levels))
        created = ((">=", search.created_from), ("<=", search.created_to))
        others: list[Condition] = [_containing(search.text)] if search.text else []
        if search.entity_types:
            others.append((_HAS_ENTITY_TYPE.format(params=sql_params(search.entity_types)), search.entity_types))
        if search.waiting:
            others.append((WAITING, (search.user_id,)))
        return cls(
            [(f"{column} IN ({sql_params(values)})", values) for column, values in counted if values],
            [(f"{_NO_INDEX}created_at {operator} ?", (moment,)) for operator, moment in created if moment],
            others,
        )

    @property
    def need_rows(self) -> bool:
        """Whether rows must be read to count matches, because the table of counts does not have those columns."""
        return bool(self.created or self.others)

    def on_rows(self, *, created_in_range: bool) -> list[Condition]:
        """Return all conditions, for a statement that reads rows in the order of an index chosen by the caller.

        created_in_range: whether the caller reads a range of creation times, which makes conditions on them redundant.
        """
        counted = [(f"{_NO_INDEX}{text}", values) for text, values in self.counted]
        created = [] if created_in_range else self.created
        return counted + created + self.others


def all_of(conditions: list[Condition]) -> Condition:
    """Join conditions by AND. The list must not be empty."""
    return " AND ".join(text for text, _ in conditions), [value for _, values in conditions for value in values]


def sql_params(values: Sequence[Any]) -> str:
    """Return one placeholder for each value."""
    return ", ".join("?" * len(values))


def _containing(text: str) -> Condition:
    found = search_text(text)
    if found is None:
        return "0", ()
    pattern = "%" + found.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return _CONTAINS, (pattern, pattern)
