"""All times of the console are in one zone, which it shows and the user may change."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import RESULTS, ConsolePage
from tests.support.live.users import Person

pytestmark = pytest.mark.live

EVIDENCE = {"first_seen": "2026-01-01T23:30:15Z"}


def choose_zone(console: ConsolePage, zone: str) -> None:
    console.page.get_by_role("button", name="Times are in").click()
    console.page.get_by_label("Zone", exact=True).select_option(zone)
    console.page.get_by_role("dialog").get_by_role("button", name="Done").click()


def test_settings_evidence_and_results_show_times_in_the_chosen_zone(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    investigation_id = owner.create(settings=settings)
    console.open_investigation(investigation_id)
    start = console.page.get_by_label("From", exact=True)
    expect(start).to_have_value("2026-01-01 00:00:00")

    choose_zone(console, "Asia/Tokyo")

    expect(start).to_have_value("2026-01-01 09:00:00")
    expect(console.page.get_by_role("button", name="Times are in Asia/Tokyo")).to_have_text("UTC+9")
    owner.change(investigation_id, wizard_step="PROGRESS")
    findings = [RESULTS["findings"][0] | {"evidence": [EVIDENCE]}]  # type: ignore[index]
    owner.change(investigation_id, status="COMPLETED", wizard_step="RESULTS", results=RESULTS | {"findings": findings})
    evidence = console.page.locator("wizard-results .evidence")
    console.page.locator("wizard-results summary", has_text="Guessing").click()
    expect(evidence).to_contain_text("2 Jan 2026, 08:30:15")
    expect(console.page.locator("wizard-results")).to_contain_text("2 Jan 2026, 09:00")


def test_a_time_is_entered_in_the_chosen_zone_which_a_reload_keeps(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    investigation_id = owner.create(settings=settings)
    console.open_investigation(investigation_id)
    choose_zone(console, "America/New_York")
    console.page.reload()
    start = console.page.get_by_label("From", exact=True)
    expect(start).to_have_value("2025-12-31 19:00:00")

    start.fill("2025-12-31 18:00")

    console.expect_saved()
    assert owner.state(investigation_id)["settings"]["time_range"]["start"] == "2025-12-31T23:00:00.000Z"


@pytest.fixture
def shift_clock(console: ConsolePage) -> Iterator[Callable[[int], None]]:
    """Return a function that sets the clock of the computer ahead by seconds, until the end of the test."""
    shift = "s => { window.realNow ??= Date.now; Date.now = () => window.realNow() + s * 1000; }"
    yield lambda seconds: console.page.evaluate(shift, seconds)
    console.page.evaluate(shift, 0)


@pytest.mark.parametrize(("ahead_s", "named"), [(-7200, "behind"), (7200, "ahead of")])
def test_a_clock_of_the_computer_that_disagrees_is_named_and_corrected(
    console: ConsolePage, owner: Person, shift_clock: Callable[[int], None], ahead_s: int, named: str
) -> None:
    investigation_id = owner.create()
    shift_clock(ahead_s)
    console.open_investigation(investigation_id)
    console.open_investigation(investigation_id, "/audit")

    button = console.page.get_by_role("button", name="Times are in")
    expect(button).to_have_accessible_name(re.compile(rf"The clock of this computer is \d h \d\d min {named} that of"))
    expect(console.page.locator(".facts .saving")).to_have_text(re.compile(r"^saved (just now|\d+ (sec|min)\. ago)$"))


def test_the_clock_of_an_executor_that_disagrees_is_named_in_the_results(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    investigation_id = owner.create(settings=settings)
    owner.change(investigation_id, wizard_step="PROGRESS")
    owner.report(investigation_id, "progress_updated", percent_complete=1)
    results = RESULTS | {"completed_at": "2026-01-01T00:00:00Z"}
    owner.change(investigation_id, status="COMPLETED", wizard_step="RESULTS", results=results)

    console.open(f"i/{investigation_id}")

    facts = console.page.locator("wizard-results .facts")
    expect(facts).to_contain_text(re.compile("Took.*unknown, the executor's clock is .* behind"))
