"""Fixtures that open `/docs` of a running service in Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Route

from tests.support.browser.contexts import new_context
from tests.support.live.server import LiveServer
from tests.support.live.users import serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("docs")) as running:
        yield running


class GuardedPage:
    """A page that cannot send requests to other servers; it records such requests, policy violations and errors."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.foreign_requests: list[str] = []
        self.errors: list[str] = []
        self._url = url
        page.route("**/*", self._block_foreign)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._record_violation)

    def _record_violation(self, message: ConsoleMessage) -> None:
        if "Content Security" in message.text:
            self.errors.append(message.text)

    def _block_foreign(self, route: Route) -> None:
        if route.request.url.startswith((self._url, "data:")):
            route.continue_()
        else:
            self.foreign_requests.append(route.request.url)
            route.abort()


@pytest.fixture
def guarded_page(browser: Browser, server: LiveServer) -> Iterator[GuardedPage]:
    context = new_context(browser)
    yield GuardedPage(context.new_page(), server.url)
    context.close()
