"""Fixtures of the language tests: the console in a browser of a locale."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser.contexts import new_context
from tests.support.browser.languages import PageIn, add_language
from tests.support.live.server import LiveServer
from tests.support.live.users import Person


@pytest.fixture
def page_in(browser: Browser, server: LiveServer, owner: Person) -> Iterator[PageIn]:
    """Return a function that opens the console of the owner in a browser of a locale."""
    with ExitStack() as opened:

        def page(locale: str, user: Person = owner) -> Page:
            context = new_context(browser, locale=locale, timezone_id="UTC")
            opened.callback(context.close)
            add_language(context)
            shown = context.new_page()
            shown.goto(server.url)
            shown.locator("#token").fill(user.token)
            shown.locator("button[type=submit]").click()
            expect(shown.locator(".at-home h1")).to_be_visible()
            return shown

        yield page
