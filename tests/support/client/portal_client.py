"""The asynchronous client behind the interface of the blocking one: its event loop runs in a thread."""

import inspect
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, cast

from anyio.from_thread import BlockingPortal, start_blocking_portal

from wizard_service.client import AsyncWizardClient, WizardClient
from wizard_service.client.credentials import Token


def client_of(kind: str, url: str, token: Token, **options: Any) -> AbstractContextManager[WizardClient]:
    """Return a client for a `with` block; kind: blocking, asyncio or trio."""
    return WizardClient(url, token, **options) if kind == "blocking" else _portal_client(kind, url, token, **options)


@contextmanager
def _portal_client(
    backend: str, url: str, token: Token, *, sleep: Callable[[float], None], **options: Any
) -> Iterator[WizardClient]:
    async def record(seconds: float) -> None:
        sleep(seconds)

    with start_blocking_portal(backend) as portal:
        client = portal.call(lambda: AsyncWizardClient(url, token, sleep=record, **options))
        yield cast(WizardClient, _Blocking(portal, client))
        portal.call(client.close)


class _Blocking:
    def __init__(self, portal: BlockingPortal, target: Any) -> None:
        self._portal = portal
        self._target = target

    def __getattr__(self, name: str) -> Any:
        member = getattr(self._target, name)
        return self._call(member) if callable(member) else _Blocking(self._portal, member)

    def _call(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            result = method(*args, **kwargs)
            return _iterate(self._portal, result) if inspect.isasyncgen(result) else self._portal.call(lambda: result)

        return call


def _iterate(portal: BlockingPortal, items: AsyncGenerator[Any, None]) -> Iterator[Any]:
    try:
        while True:
            try:
                item = portal.call(anext, items)
            except StopAsyncIteration:
                return
            yield item
    finally:
        portal.call(items.aclose)
