"""The history changes many investigations together, and shows how far it has got."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.support.browser.console_page import ConsolePage
from tests.support.live.users import Person

pytestmark = pytest.mark.live


class HeldActions:
    """Holds the requests of bulk actions until the test lets each of them pass."""

    def __init__(self, console: ConsolePage) -> None:
        self._console = console
        self._routes: list[Route] = []
        console.page.route("**/history/bulk", self._hold)

    def _hold(self, route: Route) -> None:
        self._routes.append(route)

    def let_one_pass(self) -> None:
        while not self._routes:
            self._console.wait_until_rendered()
        self._routes.pop().continue_()


def rows(console: ConsolePage) -> Locator:
    return console.page.locator("wizard-history tbody tr")


def selection(console: ConsolePage, name: str) -> Locator:
    return console.page.get_by_role("group", name="Selection").get_by_role("button", name=name, exact=True)


def test_investigations_are_archived_and_restored(console: ConsolePage, past_ids: dict[str, str]) -> None:
    console.open("history")
    console.page.get_by_label("Select finished").check()
    console.page.get_by_label("Select failed").check()
    selection(console, "Archive").click()
    expect(rows(console)).to_have_count(1)

    console.page.get_by_role("group", name="Where").get_by_role("button", name="Archive").click()
    expect(rows(console)).to_have_count(2)
    rows(console).filter(has_text="failed").get_by_role("button", name="Restore").click()

    expect(rows(console)).to_have_text([re.compile("finished")])


def test_each_action_is_offered_for_the_rows_that_allow_it(console: ConsolePage, past_ids: dict[str, str]) -> None:
    console.open("history")
    console.page.get_by_label("Select all").check()

    offered = console.page.get_by_role("group", name="Selection").get_by_role("button")
    expect(offered).to_have_text(["Archive", "Retry 1", "Cancel 2", "Delete", "Clear"])
    selection(console, "Cancel 2").click()
    console.page.get_by_role("dialog").get_by_role("button", name="Cancel 2 investigations").click()
    expect(console.page.get_by_text("2 investigations cancelled")).to_be_visible()
    console.page.get_by_label("Select all").check()
    expect(offered).to_have_text(["Archive", "Delete", "Clear"])
    selection(console, "Delete").click()
    console.page.get_by_role("dialog").get_by_role("button", name="Delete 3 investigations").click()

    expect(console.page.get_by_role("heading", name="No investigations yet")).to_be_visible()


@pytest.fixture
def many(owner: Person, settings: dict[str, Any]) -> int:
    """Create more investigations than a page of the history shows, and return their number."""
    for number in range(61):
        owner.create(settings=settings | {"name": f"number {number}"})
    return 61


def test_all_that_match_are_archived_with_progress_and_brought_back(console: ConsolePage, many: int) -> None:
    console.open("history")
    expect(rows(console)).to_have_count(50)
    console.page.get_by_label("Select all").check()
    selection(console, f"Select all {many} that match").click()
    expect(console.page.get_by_role("group", name="Selection")).to_contain_text(f"{many} selected")
    held = HeldActions(console)

    selection(console, "Archive").click()
    progress = console.page.get_by_role("group", name="Progress")
    for done in (0, 20, 40, 60):
        expect(progress.get_by_role("status")).to_have_text(f"Archiving: {done} of {many} investigations")
        held.let_one_pass()

    expect(console.page.get_by_role("heading", name="No investigations yet")).to_be_visible()
    console.page.unroute("**/history/bulk")
    console.page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(rows(console)).to_have_count(50)
    expect(console.page.get_by_text(f"50 of {many} investigations")).to_be_visible()


def test_a_row_that_is_taken_out_of_all_that_match_is_not_selected(console: ConsolePage, many: int) -> None:
    console.open("history")
    boxes = rows(console).get_by_role("checkbox")
    boxes.first.check()
    selection(console, f"Select all {many} that match").click()
    expect(boxes.last).to_be_checked()

    boxes.last.uncheck()

    expect(boxes.last).not_to_be_checked()
    expect(console.page.get_by_role("group", name="Selection")).to_contain_text("49 selected")


def test_work_on_many_can_be_stopped(console: ConsolePage, many: int) -> None:
    console.open("history")
    console.page.get_by_label("Select all").check()
    held = HeldActions(console)
    selection(console, "Archive").click()
    progress = console.page.get_by_role("group", name="Progress")
    expect(progress).to_be_visible()

    progress.get_by_role("button", name="Stop").click()
    held.let_one_pass()

    expect(console.page.get_by_text("20 investigations archived")).to_be_visible()
    expect(rows(console)).to_have_count(many - 20)


def test_investigations_that_refuse_are_named_with_the_reason(
    console: ConsolePage, owner: Person, past_ids: dict[str, str]
) -> None:
    console.open("history")
    console.page.get_by_label("Select unfinished").check()
    console.page.get_by_label("Select failed").check()
    held = HeldActions(console)
    selection(console, "Cancel").click()
    console.page.get_by_role("dialog").get_by_role("button", name="Cancel 2 investigations").click()
    expect(console.page.get_by_role("group", name="Progress")).to_be_visible()
    owner.call("POST", f"/{past_ids['failed']}/cancel")
    held.let_one_pass()

    banner = console.page.get_by_role("alert")
    expect(banner).to_contain_text("1 investigation could not be cancelled")
    expect(banner).to_contain_text(re.compile("failed: .*CANCELLED"))
    expect(console.page.get_by_text("1 investigation cancelled")).to_be_visible()
    banner.get_by_role("button", name="Dismiss").click()
    expect(banner).to_have_count(0)
