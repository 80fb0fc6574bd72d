"""Lists that come in pages."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """next_cursor: what to ask the next page with, None on the last. total: of all pages, None where it is not told."""

    items: list[Item]
    next_cursor: str | None
    total: int | None = None


def page_of(document: dict[str, Any]) -> Page[Any]:
    return Page(document["items"], document.get("next_cursor"), document.get("total"))


def items_of(fetch: Callable[[str | None], Page[Item]]) -> Iterator[Item]:
    """Yield the items of all pages; a page is asked for when its first item is."""
    cursor: str | None = None
    while True:
        page = fetch(cursor)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return
