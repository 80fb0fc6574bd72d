"""The custom elements by themselves, in a page that is not the console."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.feed_page import PageAt
from tests.support.live.server import LiveServer

pytestmark = pytest.mark.live

SHOW = """async ([name, properties]) => {
    await import('/static/elements/index.js');
    window.element = Object.assign(document.createElement(name), properties);
    document.body.replaceChildren(element);
}"""
FOUND = {"description": "d", "confidence": 1, "evidence": []}
RISK = {"overall_score": 80, "risk_level": "high", "category_scores": {}}


@pytest.fixture
def faults() -> list[str]:
    return []


@pytest.fixture
def page(server: LiveServer, page_at: PageAt, faults: list[str]) -> Page:
    opened = page_at(server.bind)
    opened.on("pageerror", lambda failure: faults.append(str(failure)))
    return opened


def show(page: Page, name: str, **properties: Any) -> None:
    page.evaluate(SHOW, [name, properties])


def give(page: Page, **properties: Any) -> None:
    page.evaluate("properties => { Object.assign(element, properties); }", properties)


def results(*findings: tuple[str, str]) -> dict[str, Any]:
    found = [FOUND | {"title": title, "severity": severity} for title, severity in findings]
    return {"status": "COMPLETED", "results": {"findings": found, "risk_score": RISK, "completed_at": "2026-01-01"}}


def test_findings_of_one_title_are_all_shown_however_often(page: Page) -> None:
    twice = results(("Brute force", "high"), ("Brute force", "high"))
    show(page, "wizard-results", state=twice)
    expect(page.locator(".findings > li")).to_have_count(2)

    give(page, state=twice | {"settings": {"entities": [{}]}})

    expect(page.locator(".facts")).to_contain_text("Entities1")
    expect(page.locator(".findings > li")).to_have_count(2)


def test_a_severity_filter_that_matches_no_finding_hides_none(page: Page) -> None:
    show(page, "wizard-results", state=results(("a", "high"), ("b", "low")))
    page.get_by_role("button", name="Low").click()
    expect(page.locator(".findings > li")).to_have_count(1)

    give(page, state=results(("c", "high")))

    expect(page.locator(".findings > li")).to_have_text(["Highc100 % sured"])


def test_a_row_just_added_stays_when_the_page_supplies_the_stored_settings(
    page: Page, settings: dict[str, Any]
) -> None:
    described = settings | {"description": "described"}
    show(page, "wizard-settings", settings=described)
    page.get_by_role("button", name="Add entity").click()
    rows = page.locator("li.entity")
    count = len(settings["entities"]) + 1
    expect(rows).to_have_count(count)

    # Another order of members is the same document.
    give(page, settings=dict(reversed(described.items())))
    give(page, editable=True)

    expect(rows).to_have_count(count)


def test_a_year_of_five_digits_is_not_a_valid_time(page: Page, settings: dict[str, Any], faults: list[str]) -> None:
    show(page, "wizard-settings", settings=settings)
    page.evaluate("element.addEventListener('wizard-settings-change', ({detail}) => { window.detail = detail; })")
    start = page.get_by_label("From")
    start.evaluate("input => { input.removeAttribute('max'); }")

    start.fill("12026-01-15T10:00")

    page.wait_for_function("window.detail?.settings.time_range.start === ''")
    assert faults == []


def test_the_focus_moves_on_when_the_last_row_is_removed(page: Page, settings: dict[str, Any]) -> None:
    show(page, "wizard-settings", settings=settings)

    page.get_by_role("button", name=f"Remove entity {len(settings['entities'])}").click()

    expect(page.get_by_role("button", name="Add entity")).to_be_focused()


def test_values_that_change_with_every_line_are_not_announced(page: Page) -> None:
    show(page, "wizard-log", lines=[{"message": "one"}])

    expect(page.get_by_text("1 line", exact=True)).to_be_visible()
    expect(page.get_by_role("status")).to_have_count(0)


def test_the_poll_interval_is_not_announced(page: Page) -> None:
    connection = {"phase": "live", "transport": "poll", "intervalMs": 1987}
    show(page, "wizard-connection", connection=connection)

    expect(page.get_by_role("button")).to_have_text("Connection: Poll, live every 2 s")
    expect(page.get_by_role("status")).to_have_text("Connection: Poll, live")


def test_a_conflict_stays_until_it_is_decided(page: Page) -> None:
    states = {"base": {"settings": {"name": "a"}}, "theirs": {"settings": {"name": "b"}}}
    show(page, "wizard-conflict", conflict=states | {"mine": {"settings": {"name": "c"}}, "fields": ["settings.name"]})
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()

    for _ in range(3):
        page.keyboard.press("Escape")

    expect(dialog).to_be_visible()
    give(page, conflict=None)
    expect(dialog).to_be_hidden()


def test_results_are_shown_whatever_their_visualizations_hold(page: Page, faults: list[str]) -> None:
    rows = [None, 7, {"host": "a", "hits": 3}, {"host": "a", "hits": 2}, {"host": None}, {"hits": "many"}, []]
    points = [None, {"time": "2026-01-01T00:00:00Z", "count": 4}, {"time": "2026-01-01T01:00:00Z", "count": None}, 1]
    state = results(("Brute force", "high"))
    state["results"]["visualizations"] = {
        "by_host": rows,
        "over_time": {"points": points},
        "a": [None],
        "b": None,
        "c": {"points": [None]},
        "d": [[]],
        "e": {"points": None},
        "f": [],
    }

    show(page, "wizard-results", state=state)

    expect(page.locator(".findings > li")).to_have_count(1)
    expect(page.locator(".ranked > li")).to_have_count(2)
    expect(page.locator(".chart rect")).to_have_count(1)
    assert faults == []
