"""The base class of all groups of calls: requests, paths, and lists that come in pages."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import httpx2

from ..endpoint import AnyNetwork, EndpointGroup
from ..errors import require_json_object
from ..models import Document, State
from ..network.requests import Params, url_path

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list.

    next_cursor: the `cursor` of the next page, None on the last one.
    total: the number of items on all pages, None where the service does not count them.
    """

    items: list[Item]
    next_cursor: str | None
    total: int | None = None


class ApiGroup(EndpointGroup[AnyNetwork]):
    """One group of endpoints as methods."""

    async def _read(self, path: str, params: Params | None = None) -> Any:
        """GET a JSON object."""
        return require_json_object(await self._http.read(path, params=params))

    async def _write(
        self, method: str, path: str, body: Any = None, params: Params | None = None, lease_id: str | None = None
    ) -> Any:
        """Send an unsafe request whose response is a JSON object."""
        return require_json_object(await self._http.write(method, path, body=body, params=params, lease_id=lease_id))

    async def _command(self, *segments: str, body: Any = None, etag: str | None = None) -> State:
        """POST to a path and return the state that results."""
        return parse_state(await self._http.write("POST", url_path(*segments), body=body, etag=etag))


def drop_none(**members: Any) -> dict[str, Any]:
    """Return the members that are not None: an argument that was not given is absent from the request."""
    return {name: value for name, value in members.items() if value is not None}


def parse_state(response: httpx2.Response) -> State:
    return State(require_json_object(response), response.headers.get("ETag", ""))


def parse_page(document: Document) -> Page[Any]:
    return Page(document["items"], document.get("next_cursor"), document.get("total"))


async def iterate_pages(fetch: Callable[[str | None], Awaitable[Page[Item]]]) -> AsyncGenerator[Item, None]:
    """Yield the items of all pages; a page is fetched when its first item is needed."""
    cursor: str | None = None
    while True:
        page = await fetch(cursor)
        for item in page.items:
            yield item
        cursor = page.next_cursor
        if cursor is None:
            return
