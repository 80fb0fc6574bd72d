"""The console on a phone."""

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import ConsolePage

pytestmark = pytest.mark.live


def test_no_view_is_wider_than_a_phone(console: ConsolePage, view_paths: dict[str, str]) -> None:
    console.page.set_viewport_size({"width": 360, "height": 800})
    for view, path in view_paths.items():
        console.open_view(view, path)
        console.unfold(view)
        assert console.page.evaluate("document.documentElement.scrollWidth") == 360, view
        assert console.page.evaluate("(m => m.scrollWidth - m.clientWidth)(document.querySelector('main'))") == 0, view


def test_a_phone_folds_the_filters_of_the_history_away(console: ConsolePage, view_paths: dict[str, str]) -> None:
    console.page.set_viewport_size({"width": 390, "height": 844})
    console.open("history")
    rows = console.page.locator("wizard-history tbody tr")
    expect(rows).to_have_count(4)
    expect(console.page.get_by_label("Status")).to_be_hidden()

    console.button("Filters").click()
    console.page.get_by_label("Status").select_option("ERROR")
    console.button("Filters, 1 set").click()

    expect(rows).to_have_count(1)
    expect(console.page.get_by_label("Status")).to_be_hidden()
