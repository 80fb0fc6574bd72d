"""Pages, in the shape that all lists of the API share."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """One page of a list.

    total: items on all pages. next_cursor: leads to the next page, in lists that support cursors.
    """

    items: list[dict[str, Any]]
    total: int
    page: int
    page_size: int
    has_more: bool
    next_cursor: str | None = None


def sort_order(sort: str) -> tuple[str, bool]:
    """Return the column of a sort parameter such as `-updated_at`, and whether it is descending."""
    return sort.removeprefix("-"), sort.startswith("-")
