"""The main-thread time of one report, by the length of the log."""

import time
from collections.abc import Iterator

from playwright.sync_api import Browser, expect

from tests.support.live.server import LiveServer

from .pages import (
    LINES_OF_REPORT,
    MainThread,
    log_lines,
    logged_in,
    open_investigation,
    report,
    start_investigation,
    user_of,
)

LENGTHS = (0, 1_000, 5_000)
REPORTS = 24
# Reports that arrive together are drawn together; this far apart each is drawn.
PERIOD_MS = 500


def measure_reports(browser: Browser, server: LiveServer) -> Iterator[tuple[str, str]]:
    for lines in LENGTHS:
        with user_of(server) as person, logged_in(browser, person) as context:
            investigation_id = start_investigation(person, max(lines, 1))
            page = open_investigation(context, person, investigation_id)
            thread = MainThread(page)
            report(person, investigation_id, 0)
            # The state is saved a second after it was read.
            page.wait_for_timeout(3_000)
            idle = thread.over(page, REPORTS * PERIOD_MS)
            before, begun = thread.read_ms(), time.monotonic()
            for number in range(1, REPORTS + 1):
                report(person, investigation_id, number)
                page.wait_for_timeout(PERIOD_MS)
            share = (time.monotonic() - begun) * 1000 / (REPORTS * PERIOD_MS)
            after = thread.read_ms()
            cost = {name: (after[name] - before[name] - idle[name] * share) / REPORTS for name in after}
            parts = ", ".join(f"{name.lower()} {ms:.1f}" for name, ms in cost.items() if name != "Task")
            newest = log_lines(0, (REPORTS + 1) * LINES_OF_REPORT)[-1]["message"]
            expect(page.get_by_role("log").get_by_text(newest)).to_be_visible()
            yield f"one report of 50 lines at {lines:,} lines, ms of main thread", f"{cost['Task']:.1f} ({parts})"
