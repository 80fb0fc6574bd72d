"""The history: filtered, archived, resumed."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import RESULTS, ConsolePage
from tests.support.live.users import Person

pytestmark = pytest.mark.live


@pytest.fixture
def past_ids(owner: Person, settings: dict[str, Any]) -> dict[str, str]:
    """Create three investigations and return their ids by outcome."""
    ids = {name: owner.create(settings=settings | {"name": name}) for name in ("finished", "failed", "unfinished")}
    for name in ("finished", "failed"):
        owner.change(ids[name], wizard_step="PROGRESS")
    owner.change(ids["finished"], results=RESULTS, status="COMPLETED")
    owner.report(ids["failed"], "error_occurred", error_message="gone", recoverable=False)
    return ids


def test_history_is_filtered(console: ConsolePage, past_ids: dict[str, str]) -> None:
    rows = console.page.locator("wizard-history tbody tr")
    console.open("history")
    expect(rows).to_have_count(3)

    console.page.get_by_label("Status").select_option("ERROR")
    expect(rows).to_have_text([re.compile("failed")])
    console.page.get_by_label("Status").select_option("")
    console.page.get_by_label("Risk").select_option("high")
    expect(rows).to_have_text([re.compile("finished")])
    console.page.get_by_label("Risk").select_option("")
    console.page.get_by_role("searchbox", name="Search").fill("unfin")
    expect(rows).to_have_text([re.compile("unfinished")])
    console.page.get_by_role("searchbox", name="Search").fill("no such name")
    expect(console.page.get_by_role("heading", name="Nothing matches")).to_be_visible()


def test_filters_set_before_the_page_responds_all_apply(console: ConsolePage, past_ids: dict[str, str]) -> None:
    console.open("history")
    expect(console.page.locator("wizard-history tbody tr")).to_have_count(3)

    console.page.locator("wizard-history").evaluate(
        """element => {
            const choose = (id, value) => {
                const select = element.shadowRoot.getElementById(id);
                select.value = value;
                select.dispatchEvent(new Event("change"));
            };
            choose("status", "ERROR"); choose("risk_level", "high"); choose("status", "");
        }"""
    )

    expect(console.page.locator("wizard-history tbody tr")).to_have_text([re.compile("finished")])
    expect(console.page.get_by_label("Status")).to_have_value("")
    expect(console.page.get_by_label("Risk")).to_have_value("high")


def test_investigations_are_archived_and_restored(console: ConsolePage, past_ids: dict[str, str]) -> None:
    rows = console.page.locator("wizard-history tbody tr")
    console.open("history")
    console.page.get_by_label("Select finished").check()
    console.page.get_by_label("Select failed").check()
    console.page.get_by_role("group", name="Selection").get_by_role("button", name="Archive").click()
    expect(rows).to_have_count(1)

    console.page.get_by_role("group", name="Where").get_by_role("button", name="Archive").click()
    expect(rows).to_have_count(2)
    rows.filter(has_text="failed").get_by_role("button", name="Restore").click()

    expect(rows).to_have_text([re.compile("finished")])


@pytest.mark.parametrize(
    ("name", "step"), [("finished", "Results"), ("failed", "Progress"), ("unfinished", "Settings")]
)
def test_a_past_investigation_opens_at_its_step(
    name: str, step: str, console: ConsolePage, past_ids: dict[str, str]
) -> None:
    console.open("history")
    console.page.locator("wizard-history").get_by_role("button", name=name, exact=True).click()

    console.expect_step(step)
    assert console.id == past_ids[name]
