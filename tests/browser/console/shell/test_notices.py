"""Notices of failures cover no control, and go with what caused them."""

import json
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.support.browser.console_page import ConsolePage
from tests.support.live.users import Person

pytestmark = pytest.mark.live

COVERED = """button => {
    const { x, y, width, height } = button.getBoundingClientRect();
    return !button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""


@pytest.fixture
def failure(console: ConsolePage, owner: Person, settings: dict[str, Any]) -> Locator:
    """Open an investigation, let creating another one be refused, and return the notice."""
    console.open_investigation(owner.create(settings=settings))
    refused = json.dumps({"status": 409, "code": "limit_reached", "detail": "You have too many investigations."})
    console.page.route("**/investigations", lambda route: route.fulfill(status=409, body=refused))
    console.page.get_by_role("complementary").get_by_role("button", name="New", exact=True).click()
    notice = console.page.locator(".toast.error")
    expect(notice).to_have_count(1)
    console.page.unroute("**/investigations")
    return notice


@pytest.mark.parametrize("width", [1440, 390])
def test_a_notice_covers_no_button(console: ConsolePage, failure: Locator, width: int) -> None:
    console.page.set_viewport_size({"width": width, "height": 800})
    start = console.button("Start investigation")
    start.scroll_into_view_if_needed()

    expect(failure).to_be_in_viewport()
    assert start.evaluate(COVERED) is False


def test_a_notice_of_a_failure_goes_when_the_next_action_succeeds(console: ConsolePage, failure: Locator) -> None:
    console.button("Copy as code").click()
    dialog = console.page.get_by_role("dialog")
    console.page.context.grant_permissions(["clipboard-write"])
    dialog.get_by_role("button", name="Copy", exact=True).click()

    expect(failure).to_have_count(0)


def test_a_notice_of_a_failure_goes_when_the_user_leaves_the_page(console: ConsolePage, failure: Locator) -> None:
    console.open("history")

    expect(console.heading("History")).to_be_visible()
    expect(failure).to_have_count(0)
