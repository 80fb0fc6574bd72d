"""The overview: figures of the last days that lead to the investigations behind them."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import RESULTS, ConsolePage
from tests.support.live.users import Person

pytestmark = pytest.mark.live


@pytest.fixture
def console_of_runs(console: ConsolePage, owner: Person, settings: dict[str, Any]) -> ConsolePage:
    """Open the overview of one investigation that is completed, one that failed and one that waits for a person."""
    ids = {name: owner.create(settings=settings | {"name": name}) for name in ("done", "failed", "asks")}
    for investigation_id in ids.values():
        owner.change(investigation_id, wizard_step="PROGRESS")
    owner.report(ids["done"], "tool_execution_started", tool_name="failed_logins")
    owner.report(
        ids["done"], "tool_execution_completed", tool_name="failed_logins", status="COMPLETED", duration_ms=61_000
    )
    owner.change(ids["done"], results=RESULTS, status="COMPLETED")
    owner.report(ids["failed"], "error_occurred", error_message="gone", recoverable=False)
    owner.report(ids["asks"], "input_requested", request_id="q", prompt="Go on?", kind="confirm")
    console.page.get_by_role("link", name="Overview").click()
    return console


def test_figures_of_the_last_days_are_shown(console_of_runs: ConsolePage) -> None:
    page = console_of_runs.page
    by_day = page.get_by_role("region", name="By day")

    expect(by_day).to_contain_text("3 investigations")
    expect(by_day.get_by_role("button")).to_have_text(["Completed 1", "Error 1", "In progress 1", "Cancelled 0"])
    expect(by_day.locator("svg title").last).to_have_text(re.compile(": 1 completed, 1 in progress, 1 error$"))
    expect(page.get_by_role("region", name="Risk").get_by_role("listitem").nth(1)).to_have_text("High1")
    expect(page.get_by_role("region", name="Findings").get_by_role("listitem")).to_have_text(["High1"])
    row = page.get_by_role("region", name="Tools").locator("tbody tr")
    expect(row).to_have_text([re.compile("failed_logins.*1 min 01 s.*1 min 01 s")])


def test_a_figure_leads_to_its_investigations(console_of_runs: ConsolePage) -> None:
    page = console_of_runs.page
    page.get_by_role("button", name="Error 1").click()

    expect(page.locator("wizard-history tbody tr")).to_have_text([re.compile("failed")])

    page.go_back()
    page.get_by_role("region", name="Risk").get_by_role("button", name="High").click()
    expect(page.locator("wizard-history tbody tr")).to_have_text([re.compile("done")])


def test_what_waits_for_a_person_comes_first(console_of_runs: ConsolePage) -> None:
    waits = console_of_runs.page.get_by_role("region", name="Waits for a person")
    expect(waits.get_by_role("heading")).to_have_text("1 investigation waits for a person")

    waits.get_by_role("link", name="asks").click()

    console_of_runs.expect_step("Progress")
