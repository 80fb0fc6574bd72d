"""Reloads of the page, which shows everything again in every step of the wizard."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import RESULTS, ConsolePage
from tests.support.live.users import Person
from tests.support.live.wizard_story import half_done

pytestmark = pytest.mark.live


def test_a_reload_while_configuring_shows_every_setting_again(console: ConsolePage, owner: Person) -> None:
    page = console.page
    page.locator("main").get_by_role("button", name="New investigation").first.click()
    console.fill_in("By hand")
    page.get_by_label("Description (optional)").fill("Described")
    page.get_by_label("Shown as (optional)").fill("Gateway")
    console.button("Add entity").click()
    page.get_by_label("Identifier").nth(1).fill("203.0.113.9")
    page.get_by_label("From", exact=True).fill("2026-01-05 06:30")
    page.get_by_label("To", exact=True).fill("2026-01-06T07:45:10Z")
    page.get_by_label("all entities").check()
    page.get_by_label("one after the other").check()
    console.expect_saved()
    fields = page.locator("wizard-settings :is(input, textarea)")
    read = "nodes => nodes.map(({type, value, checked}) => /radio|checkbox/.test(type) ? checked : value)"
    typed = fields.evaluate_all(read)
    stored = owner.state(console.id)["settings"]

    page.reload()

    console.expect_step("Settings")
    console.expect_live()
    expect(page.get_by_label("Name", exact=True)).to_have_value("By hand")
    assert fields.evaluate_all(read) == typed
    assert {"By hand", "Described", "Gateway", "203.0.113.9"} <= set(typed)
    assert {"2026-01-05 06:30:00", "2026-01-06 07:45:10"} <= set(typed)
    assert owner.state(console.id)["settings"] == stored
    assert (stored["correlation_mode"], stored["execution_mode"]) == ("AND", "sequential")


def test_a_return_to_a_running_investigation_shows_phases_agents_tools_and_log_and_continues_live(
    console: ConsolePage, owner: Person
) -> None:
    page, investigation_id = console.page, half_done(owner)
    for _ in range(2):
        console.open_investigation(investigation_id)
        console.expect_step("Progress")
        expect(page.get_by_role("progressbar", name="Whole investigation")).to_have_attribute("aria-valuenow", "45")
        expect(page.locator("wizard-progress .phases")).to_contain_text(
            re.compile("Collection, Completed.*Analysis, Running", re.DOTALL)
        )
        expect(page.locator("wizard-progress .agents")).to_contain_text("network, Running")
        expect(page.locator("wizard-progress .tools")).to_contain_text("failed_logins")
        lines = page.get_by_role("log").get_by_role("listitem")
        expect(lines).to_contain_text(["read 2,000 lines", "found 6 failed passwords"])
        page.reload()

    owner.log(investigation_id, "after the return")
    expect(lines).to_contain_text(["read 2,000 lines", "found 6 failed passwords", "after the return"])


def test_a_reload_of_the_results_shows_findings_risk_and_visualizations_again(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    visualizations = {
        "attempts_over_time": {"points": [{"time": f"2026-01-01T0{hour}:00:00Z", "count": hour} for hour in (1, 2)]},
        "top_addresses": [{"address": "203.0.113.7", "count": 12}],
    }
    investigation_id = owner.create(settings=settings, wizard_step="PROGRESS")
    owner.change(investigation_id, results=RESULTS | {"visualizations": visualizations}, status="COMPLETED")
    page = console.page
    for _ in range(2):
        console.open_investigation(investigation_id)
        console.expect_step("Results")
        expect(page.get_by_role("img", name="Risk 73 of 100, high")).to_be_visible()
        expect(page.locator("wizard-results .findings > li")).to_contain_text(["Guessing"])
        charts = page.locator("wizard-results .charts > *")
        expect(charts).to_contain_text(["Attempts over time", "Top addresses"])
        expect(charts.nth(0).locator("rect")).not_to_have_count(0)
        expect(charts.nth(1)).to_contain_text("203.0.113.7")
        page.reload()
