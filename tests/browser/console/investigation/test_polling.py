"""A page whose feed is polled: what it shows, and how often it polls."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import RESULTS, ConsolePage
from tests.support.live.server import LiveServer
from tests.support.live.users import Person
from tests.support.live.wizard_story import let_rest

pytestmark = pytest.mark.live

# The waits that the client asks the browser for, in ms, until another test uses the page.
RECORD_WAITS = """() => {
    const native = window.setTimeout;
    window.waits = [];
    window.setTimeout = (act, ms, ...values) => { window.waits.push(ms); return native(act, ms, ...values); };
    window.stopRecording = () => { window.setTimeout = native; };
}"""


@pytest.fixture
def polling(console: ConsolePage, owner: Person, settings: dict[str, Any]) -> ConsolePage:
    """Open an investigation that runs, and follow it by polls alone."""
    investigation_id = owner.create(settings=settings, wizard_step="PROGRESS")
    owner.report(investigation_id, "phase_changed", to_phase="collection")
    console.open_investigation(investigation_id)
    console.button("Poll").click()
    console.expect_live("Poll")
    return console


def test_polls_bring_progress_phases_and_log_lines_to_the_page_and_open_the_results(
    polling: ConsolePage, owner: Person
) -> None:
    page, investigation_id = polling.page, polling.id
    for percent, phase in ((10, "analysis"), (60, "correlation")):
        owner.report(investigation_id, "phase_changed", to_phase=phase)
        owner.report(investigation_id, "progress_updated", percent_complete=percent)
        owner.log(investigation_id, f"at {percent}")

        progress = page.get_by_role("progressbar", name="Whole investigation")
        expect(progress).to_have_attribute("aria-valuenow", str(percent))
        expect(page.locator("wizard-progress .phases")).to_contain_text(f"{phase.capitalize()}, Running")
        expect(page.get_by_role("log")).to_contain_text(f"at {percent}")
    polling.expect_live("Poll")

    owner.change(investigation_id, results=RESULTS, status="COMPLETED")

    polling.expect_step("Results")
    expect(page.get_by_role("img", name="Risk 73 of 100, high")).to_be_visible()


def wait_until_it_polls(console: ConsolePage, advised_ms: int, shown: str, keep_so: Callable[[], object]) -> None:
    """Wait until a poll is advised this interval, give or take a tenth, and the client waits and shows exactly that.

    `keep_so` keeps the investigation as active as it is, because a service under load advises longer intervals.
    """
    page, interval = console.page, console.page.locator("wizard-connection .number")

    def is_so() -> bool:
        keep_so()
        with page.expect_response(lambda answer: "/poll?" in answer.url) as received:
            pass
        advised = int(received.value.headers.get("x-recommended-interval", "0"))
        if not 0.9 * advised_ms <= advised <= 1.1 * advised_ms:
            return False
        page.wait_for_function("ms => window.waits.includes(ms)", arg=advised)
        return re.fullmatch(shown, interval.inner_text()) is not None

    LiveServer.wait_until(is_so, f"polls every {advised_ms} ms")


def test_the_page_polls_as_often_as_the_service_advises_while_busy_and_after_five_idle_minutes(
    polling: ConsolePage, owner: Person, server: LiveServer
) -> None:
    polling.page.evaluate(RECORD_WAITS)
    wait_until_it_polls(polling, 500, r"every 0\.5 s", lambda: owner.log(polling.id, "busy"))

    wait_until_it_polls(polling, 5000, r"every (4\.5|5|5\.5) s", lambda: let_rest(server, polling.id, seconds=301))
    polling.page.evaluate("window.stopRecording()")
