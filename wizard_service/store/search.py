"""Searches that each backend implements: a page of the history, and text regardless of case."""

import unicodedata
from dataclasses import dataclass
from typing import Any

# The position of a row in an order: its value in the sorted column and its id, or the id alone when ids are sorted.
Key = tuple[Any, ...]


@dataclass(frozen=True)
class HistorySearch:
    """Selects investigations of one user, their order, and one page of them. An empty filter matches every row.

    archived: 0, 1 or both. after: sort value and id of the row before the page. skip: rows between that one and the
    page. created_from, created_to: both included. text: searched in name and id without case.
    """

    user_id: str
    archived: tuple[int, ...]
    sort_column: str
    descending: bool
    limit: int
    skip: int = 0
    after: tuple[Any, str] | None = None
    statuses: tuple[str, ...] = ()
    risk_levels: tuple[str, ...] = ()
    entity_types: tuple[str, ...] = ()
    created_from: str | None = None
    created_to: str | None = None
    text: str | None = None


def normalized(text: str) -> str:
    return unicodedata.normalize("NFC", text.casefold())


def contains_normalized(text: str, sought: str) -> bool:
    """Return whether `text` contains `sought`, which is normalized already."""
    return sought in normalized(text)
