"""A running service, and Chromium on its `/docs`."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

sys.path.insert(0, str(Path(__file__).parents[1] / "live"))

from live_people import serving
from live_server import LiveServer


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("docs"), workers=2) as running:
        yield running


class Watched:
    """A page and what it did that it should not: requests to anybody else, refusals of its policy, errors."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self._url = url
        page.route("**/*", self._keep_inside)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if "Content Security" in said.text else None)

    def _keep_inside(self, route: Route) -> None:
        if route.request.url.startswith((self._url, "data:")):
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()


@pytest.fixture
def watched(browser: Browser, server: LiveServer) -> Iterator[Watched]:
    context = browser.new_context()
    yield Watched(context.new_page(), server.url)
    context.close()
