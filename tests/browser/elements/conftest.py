"""Fixtures of the tests of the custom elements."""

import pytest
from playwright.sync_api import Page

from tests.support.browser.feed_page import PageAt
from tests.support.live.server import LiveServer


@pytest.fixture
def faults() -> list[str]:
    return []


@pytest.fixture
def page(server: LiveServer, page_at: PageAt, faults: list[str]) -> Page:
    opened = page_at(server.bind)
    opened.on("pageerror", lambda failure: faults.append(str(failure)))
    return opened
