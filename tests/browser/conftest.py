"""Fixtures of the tests of the JavaScript client: its npm package, tabs of a browser, and a blocking proxy."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.browser.blocking_proxy import BlockingProxy
from tests.support.browser.contexts import new_context
from tests.support.browser.feed_page import PageAt
from tests.support.browser.store_page import StorePage
from tests.support.browser.typescript import BuiltClient, build_client, is_npm_installed
from tests.support.live.server import LiveServer
from tests.support.live.users import Person
from tests.support.once import OncePerRun

LOAD = "async () => { window.client = await import('/static/client/index.js').catch(() => null); return !!client; }"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return one user's browser; its pages are its tabs."""
    made = new_context(browser)
    yield made
    made.close()


@pytest.fixture
def proxy(server: LiveServer) -> Iterator[BlockingProxy]:
    blocking = BlockingProxy(server.bind)
    yield blocking
    blocking.close()


@pytest.fixture
def page_at(context: BrowserContext) -> PageAt:
    """Return a function: host and port -> a tab on an empty page of that origin, with the client as `client`."""

    def page(bind: str) -> Page:
        opened = context.new_page()
        opened.goto(f"http://{bind}/healthz")
        while not opened.evaluate(LOAD):
            # A cutting proxy can cut a module, which a page does not request again.
            opened.reload()
        return opened

    return page


@pytest.fixture(scope="session")
def built_client(once_per_run: OncePerRun) -> BuiltClient:
    """Return the npm package of the client, with its type declarations."""
    if not is_npm_installed():
        pytest.skip("node and npm are not installed")
    return BuiltClient(once_per_run("client", build_client))


@pytest.fixture
def investigation_id(owner: Person, settings: dict[str, Any]) -> str:
    return owner.create(settings=settings)


@pytest.fixture
def store(server: LiveServer, page_at: PageAt, owner: Person, investigation_id: str) -> StorePage:
    return StorePage(page_at(server.bind), owner, investigation_id)
