"""The console of an installation without polling (FEATURE_WIZARD_POLLING_ENABLED=false) works over streams."""

from collections.abc import Iterator
from contextlib import closing
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser.console_page import RESULTS, ConsolePage
from tests.support.browser.console_pages import ConsolePages
from tests.support.live.server import LiveServer
from tests.support.live.users import Person, serving

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("streams"), FEATURE_WIZARD_POLLING_ENABLED="false") as running:
        yield running


@pytest.fixture(scope="module")
def console_pages(browser: Browser, server: LiveServer) -> Iterator[ConsolePages]:
    with closing(ConsolePages(browser, server.url)) as pages:
        yield pages


def test_an_investigation_is_listed_started_and_followed_to_its_results_over_streams(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    page = console.page
    expect(page.get_by_text("Nothing is active")).to_be_visible()
    investigation_id = owner.create(settings=settings)
    expect(page.get_by_text("1 active investigation, kept current as they change")).to_be_visible()
    page.locator("main").get_by_role("link", name=settings["name"]).click()
    console.expect_live("WebSocket")
    expect(page.get_by_role("group", name="Transport").get_by_role("button")).to_have_count(2)
    page.get_by_label("Name", exact=True).fill("Over streams")
    console.expect_saved()
    console.button("Start investigation").click()
    console.expect_step("Progress")
    console.expect_saved()

    for transport, percent in (("WebSocket", "45"), ("SSE", "60")):
        console.button(transport).click()
        console.expect_live(transport)
        owner.report(investigation_id, "progress_updated", percent_complete=int(percent))
        progress = page.get_by_role("progressbar", name="Whole investigation")
        expect(progress).to_have_attribute("aria-valuenow", percent)
    owner.log(investigation_id, "a line")
    expect(page.get_by_role("log")).to_contain_text("a line")
    # The page asks for the events of the log from the beginning, and then for those before the newest.
    refused = count(1)
    with page.expect_response(lambda answer: "/poll?" in answer.url and next(refused) == 2):
        page.reload()
    console.wait_until_rendered()
    expect(page.get_by_role("log")).to_contain_text("a line")
    owner.report(investigation_id, "input_requested", request_id="q", prompt="Go on?", kind="confirm")
    expect(page.get_by_text("Go on?", exact=True)).to_be_visible()
    page.get_by_role("link", name="Overview").click()
    page.get_by_role("region", name="Waits for a person").get_by_role("link", name="Over streams").click()

    owner.change(investigation_id, results=RESULTS, status="COMPLETED")
    console.expect_step("Results")
    assert console.page_errors == []
