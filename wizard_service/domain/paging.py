"""Pages of a list, as every list of the API tells them."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Page:
    """total: of all pages. next_cursor: where the next page begins, for lists that can be deep."""

    items: list[dict[str, Any]]
    total: int
    page: int
    page_size: int
    has_more: bool
    next_cursor: str | None = None


def directed(sort: str) -> tuple[str, bool]:
    """Return the column of a sort such as `-updated_at`, and whether it is descending."""
    return sort.removeprefix("-"), sort.startswith("-")
