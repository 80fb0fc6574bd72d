"""The main-thread time of one report, by the length of the log."""

import time
from collections.abc import Iterator

from playwright.sync_api import Browser, Page

from tests.support.live.server import LiveServer
from tests.support.live.users import Person

from .pages import LINES_OF_REPORT, MainThread, logged_in, open_investigation, report, start_investigation, user_of

LENGTHS = (0, 1_000, 5_000)
REPORTS = 24
IDLE_MS = 3_000
# Whether the newest line of the log is that of a report, and two frames later.
SHOWN = """(end) => {
    const lines = document.querySelector('wizard-log').shadowRoot.querySelectorAll('li');
    return [...lines].at(-1)?.textContent.includes(`burst of ${end} failed`);
}"""
TWO_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def measure_reports(browser: Browser, server: LiveServer) -> Iterator[tuple[str, str]]:
    for lines in LENGTHS:
        with user_of(server) as person, logged_in(browser, person) as context:
            investigation_id = start_investigation(person, max(lines, 1))
            page = open_investigation(context, person, investigation_id)
            thread = MainThread(page)
            _report_and_wait(page, person, investigation_id, 0)
            # The state is saved a second after it was read.
            page.wait_for_timeout(IDLE_MS)
            idle = thread.over(page, IDLE_MS)
            before, begun = thread.read_ms(), time.monotonic()
            for number in range(1, REPORTS + 1):
                _report_and_wait(page, person, investigation_id, number)
            share = (time.monotonic() - begun) * 1000 / IDLE_MS
            after = thread.read_ms()
            cost = {name: (after[name] - before[name] - idle[name] * share) / REPORTS for name in after}
            parts = ", ".join(f"{name.lower()} {ms:.1f}" for name, ms in cost.items() if name != "Task")
            yield f"one report of 50 lines at {lines:,} lines, ms of main thread", f"{cost['Task']:.1f} ({parts})"


def _report_and_wait(page: Page, person: Person, investigation_id: str, number: int) -> None:
    """Report, and wait until the page has drawn it: reports that arrive together are drawn together."""
    report(person, investigation_id, number)
    page.wait_for_function(SHOWN, arg=(number + 1) * LINES_OF_REPORT - 1, polling=50)
    page.evaluate(TWO_FRAMES)
