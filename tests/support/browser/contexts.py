"""Browser contexts of tests, each like the browser of one user."""

from typing import Any

from playwright.sync_api import Browser, BrowserContext

# This only ends a test that would wait without end.
TIMEOUT_MS = 90_000


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """Open a context whose pages do not move: that costs more than the rest of most tests."""
    context = browser.new_context(reduced_motion="reduce", **options)
    context.set_default_timeout(TIMEOUT_MS)
    return context
