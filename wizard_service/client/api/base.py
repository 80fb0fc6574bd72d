"""What all parts of the client share: the connection they speak over, and how a path is written.

Lists that come in pages.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx2

from ..http import Params, Transport, answered_object
from ..models import State


class Calls:
    """A part of the contract as methods."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def _read(self, path: str, params: Params | None = None) -> Any:
        """GET a JSON object."""
        return answered_object(self._transport.read(path, params=params))

    def _write(self, method: str, path: str, body: Any = None, params: Params | None = None) -> Any:
        """Send an unsafe request whose answer is a JSON object."""
        return answered_object(self._transport.write(method, path, body=body, params=params))


def path_of(*segments: str) -> str:
    return "/" + "/".join(quote(segment, safe="") for segment in segments)


def drop_none(**members: Any) -> dict[str, Any]:
    """Return the members that were given: None stands for absent."""
    return {name: value for name, value in members.items() if value is not None}


def state_of(response: httpx2.Response) -> State:
    return State(answered_object(response), response.headers.get("ETag", ""))


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
