"""Pages with the console, which tests share one after the other."""

from typing import Any

from playwright.sync_api import Browser, expect

from tests.support.browser.console_page import ConsolePage
from tests.support.browser.contexts import new_context

SIZE: Any = {"width": 1280, "height": 900}
# Notices that close after six seconds stay open, because a busy machine may look for them later.
PERMANENT_NOTICES = """(() => {
    const native = window.setTimeout;
    window.setTimeout = (act, ms, ...values) => native(act, ms === 6000 ? 1e9 : ms, ...values);
})()"""
# Replaces the timeouts of requests, until the page is used by another test.
NO_TIMEOUTS = """() => {
    window.nativeTimeout ??= AbortSignal.timeout;
    AbortSignal.timeout = () => new AbortController().signal;
}"""
# The event ends the app as a rejected session does: its elements, feeds and listeners are gone afterwards.
END_APP = """() => {
    AbortSignal.timeout = window.nativeTimeout ?? AbortSignal.timeout;
    localStorage.clear();
    sessionStorage.clear();
    delete document.documentElement.dataset.theme;
    for (const element of document.querySelectorAll("body > :not(#console, noscript)")) element.remove();
    history.replaceState(null, "", location.pathname);
    window.dispatchEvent(new Event("wizard-unauthorized"));
}"""


class ConsolePages:
    """Provides pages that show the login form, each in a separate browser context.

    A page is loaded once and used by many tests, because loading it costs more than the rest of most tests.
    """

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._url = url
        self._free: list[ConsolePage] = []

    def take(self) -> ConsolePage:
        return self._free.pop() if self._free else self._load()

    def give_back(self, console: ConsolePage) -> None:
        """Log out without loading the page again. A page for which that fails is not used again."""
        self._reset(console)
        self._free.append(console)

    def close(self) -> None:
        for console in self._free:
            console.page.context.close()

    def _load(self) -> ConsolePage:
        context = new_context(self._browser, viewport=SIZE, permissions=["clipboard-read", "clipboard-write"])
        context.add_init_script(PERMANENT_NOTICES)
        loaded = ConsolePage(context.new_page(), self._url)
        loaded.page.goto(self._url)
        return loaded

    @staticmethod
    def _reset(console: ConsolePage) -> None:
        page = console.page
        expect(page.get_by_role("button", name="Restore network")).to_have_count(0)
        page.unroute_all(behavior="ignoreErrors")
        page.set_viewport_size(SIZE)
        page.emulate_media(color_scheme="null", reduced_motion="reduce")
        page.context.clear_cookies()
        page.evaluate(END_APP)
        expect(page.get_by_label("Access token")).to_be_visible()
        console.page_errors.clear()
