"""The list of active investigations: those not archived that a user owns or that are shared with the user."""

from collections.abc import Sequence
from functools import lru_cache

from ..backend import Reader, Row

_COLUMNS = (
    "investigation_id",
    "user_id",
    "name",
    "wizard_step",
    "status",
    "version",
    "risk_score",
    "risk_level",
    "entity_count",
    "created_at",
    "updated_at",
    "started_at",
    "completed_at",
    "open_inputs",
    "incarnation",
)
# How the newest lease ended, "living" while it has not, NULL without a lease.
_LEASE_END = """
(SELECT coalesce(lease.end_reason, 'living') FROM executor_leases AS lease
WHERE lease.investigation_id = s.investigation_id ORDER BY lease.fence DESC LIMIT 1) AS lease_end"""
_LISTED = ", ".join([*(f"s.{column}" for column in _COLUMNS), _LEASE_END])
# A condition on a column of states `s`, with a `?` for its value if it has one, and the value.
Filters = Sequence[tuple[str, str | None]]
WAITING: tuple[str, None] = ("s.open_inputs IS NOT NULL", None)


def find_owned(reader: Reader, user_id: str, filters: Filters, *, limit: int, offset: int = 0) -> list[Row]:
    """Return the active investigations of the user, most recently changed first, with `role` "owner"."""
    statement = _statement(reader.sql("active_list.owned"), _conditions(filters))
    return reader.select(statement, (user_id, *_values(filters), limit, offset))


def find_readable(reader: Reader, user_id: str, filters: Filters, *, limit: int, offset: int) -> list[Row]:
    """Return the active investigations that the user can read, most recently changed first, with the user's `role`."""
    statement = _statement(reader.sql("active_list.readable"), _conditions(filters))
    branch = (user_id, *_values(filters))
    return reader.select(statement, (*branch, *branch, limit, offset))


def count_readable(reader: Reader, user_id: str, filters: Filters) -> int:
    """Return how many rows `find_readable` returns over all pages."""
    statement = _statement(reader.sql("active_list.count_readable"), _conditions(filters))
    branch = (user_id, *_values(filters))
    ((count,),) = reader.select_tuples(statement, (*branch, *branch))
    return int(count)


def equal(column: str, value: str) -> tuple[str, str]:
    """Return the filter for rows with this value. column: one of states."""
    return f"s.{column} = ?", value


def _conditions(filters: Filters) -> tuple[str, ...]:
    return tuple(condition for condition, _ in filters)


def _values(filters: Filters) -> tuple[str, ...]:
    return tuple(value for _, value in filters if value is not None)


@lru_cache(maxsize=16)
def _statement(template: str, conditions: tuple[str, ...]) -> str:
    return template.format(columns=_LISTED, filters="".join(f" AND {condition}" for condition in conditions))
