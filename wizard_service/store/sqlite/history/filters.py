"""The filters of the history as conditions in SQLite."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...search import HistorySearch, normalized

# Text of a condition and its values.
Condition = tuple[str, Sequence[Any]]

_HAS_ENTITY_TYPE = """EXISTS (SELECT 1 FROM investigation_entity_types AS t
WHERE t.investigation_id = investigation_history.investigation_id AND t.entity_type IN ({params}))"""
# A name has as many bytes as characters when it is ASCII; LIKE is exact for those and several times faster.
_CONTAINS = """(name LIKE ? ESCAPE '\\' OR investigation_id LIKE ? ESCAPE '\\'
OR (length(CAST(name AS BLOB)) > length(name) AND contains_normalized(name, ?)))"""


@dataclass(frozen=True)
class Filters:
    """The conditions of one search, built once.

    counted: on columns by which the table of totals counts. created: on the time of creation. others: on other columns.
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
        return cls(
            [(f"{column} IN ({sql_params(words)})", words) for column, words in counted if words],
            [(f"+created_at {operator} ?", (moment,)) for operator, moment in created if moment],
            others,
        )

    @property
    def need_rows(self) -> bool:
        """Whether rows must be read to count matches, because the table of totals does not know them."""
        return bool(self.created or self.others)

    def on_rows(self, *, created_in_range: bool) -> list[Condition]:
        """Return all conditions; those on the time of creation only unless a range guarantees them already."""
        # The unary plus stops SQLite from choosing another index for the condition.
        counted = [(f"+{text}", values) for text, values in self.counted]
        return counted + ([] if created_in_range else self.created) + self.others


def all_of(conditions: list[Condition]) -> Condition:
    """Return the conjunction of at least one condition."""
    return " AND ".join(text for text, _ in conditions), [value for _, values in conditions for value in values]


def sql_params(values: Sequence[Any]) -> str:
    """Return one placeholder for each value."""
    return ", ".join("?" * len(values))


def _containing(text: str) -> Condition:
    folded = normalized(text)
    pattern = "%" + folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    return _CONTAINS, (pattern, pattern, folded)
