"""The log of an investigation: read back to its beginning, saved as a file, and by tool."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.support.browser.console_page import ConsolePage
from tests.support.live.users import Person

pytestmark = pytest.mark.live

REPORTS = 6
EVENTS = 100
LINES = 3


def lines_of(event: int) -> list[dict[str, str]]:
    return [{"message": f"event {event} line {number}"} for number in range(LINES)]


@pytest.fixture
def logged(owner: Person, settings: dict[str, Any]) -> str:
    """Return the id of an investigation with a log of 1,800 lines in 600 events."""
    investigation_id = owner.create(settings=settings, wizard_step="PROGRESS")
    for begin in range(0, REPORTS * EVENTS, EVENTS):
        numbers = range(begin, begin + EVENTS)
        events = [{"event_type": "log_appended", "data": {"lines": lines_of(number)}} for number in numbers]
        answer = owner.call("POST", f"/{investigation_id}/events", events)
        assert answer.status == 200, answer.body
    return investigation_id


def test_the_whole_log_can_be_read_and_saved(console: ConsolePage, logged: str) -> None:
    page = console.page
    console.open_investigation(logged)
    expect(page.get_by_text("1,800 lines", exact=True)).to_be_visible()
    log = page.get_by_role("log")
    log.press("Home")
    expect(log.get_by_role("listitem").first).to_contain_text("event 0 line 0")

    with page.expect_download() as download:
        console.button("Download the log").click()

    assert download.value.suggested_filename == f"{logged}.log"
    saved = Path(download.value.path()).read_text().splitlines()
    assert len(saved) == REPORTS * EVENTS * LINES
    assert re.fullmatch(r"\S+T\S+Z INFO    event 599 line 2", saved[-1])


def test_a_log_that_is_read_from_its_end_goes_on_to_its_beginning(console: ConsolePage, logged: str) -> None:
    page = console.page

    def ask_for_another_epoch(route: Route) -> None:
        route.continue_(url=re.sub(r"after=[^&]*", "after=another-7", route.request.url))

    # The service refuses the cursor, as for a feed that does not begin with the first event any more.
    page.route(re.compile(r"/poll\?after=[^&]*-0(&|$)"), ask_for_another_epoch, times=1)
    console.open_investigation(logged)
    log = page.get_by_role("log")
    expect(page.get_by_text("the newest 1,500 lines")).to_be_visible()
    expect(log).to_contain_text("event 599 line 2")

    log.press("Home")

    expect(page.get_by_text("1,800 lines", exact=True)).to_be_visible()
    log.press("Home")
    expect(log.get_by_role("listitem").first).to_contain_text("event 0 line 0")


def test_a_tool_leads_to_its_lines_and_does_not_move_the_others_when_it_begins_or_ends(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    page = console.page
    page.set_viewport_size({"width": 1440, "height": 900})
    tools = [{"tool_name": name} for name in ("first", "second", "third")]
    investigation_id = owner.create(settings=settings | {"tools": tools}, wizard_step="PROGRESS")
    owner.log(investigation_id, "before")
    console.open_investigation(investigation_id)
    rows = page.locator("wizard-progress .tools li")
    tops = "items => items.map((item) => item.offsetTop)"
    expect(rows).to_have_count(3)
    before = rows.evaluate_all(tops)

    owner.report(investigation_id, "tool_execution_started", tool_name="second")
    owner.log(investigation_id, "of the second")
    expect(rows.nth(1)).to_contain_text("0 %")
    assert rows.evaluate_all(tops) == before
    ended = {"status": "COMPLETED", "result_summary": "a long summary " * 20, "findings_count": 2}
    owner.report(investigation_id, "tool_execution_completed", tool_name="second", **ended)
    expect(rows.nth(1)).to_contain_text("2 findings")
    assert rows.evaluate_all(tops) == before
    owner.log(investigation_id, "after")
    expect(page.get_by_text("3 lines", exact=True)).to_be_visible()

    console.button("Log of second").click()

    messages = page.get_by_role("log").locator(".message")
    expect(messages).to_have_text(["of the second"])
    console.button("Show all").click()
    expect(messages).to_have_text(["before", "of the second", "after"])
