"""The results of an investigation, whatever an executor has stored."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.element_page import give, show

pytestmark = pytest.mark.live

FOUND = {"description": "d", "confidence": 1, "evidence": []}
RISK = {"overall_score": 80, "risk_level": "high", "category_scores": {}}


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

    expect(page.locator(".findings > li")).to_have_text(["Highc100 % suredCopy the link"])


def with_visualizations(**visualizations: Any) -> dict[str, Any]:
    state = results()
    return state | {"results": state["results"] | {"visualizations": visualizations}}


def test_rows_and_points_without_a_chart_are_counted_and_the_rest_is_drawn(page: Page, faults: list[str]) -> None:
    point = {"time": "2026-01-15T10:00:00Z", "count": 3}
    shown = with_visualizations(
        nulls=[None],
        nothing={"points": [None, 7, "x"]},
        empty=[],
        text="a",
        per_hour={"points": [None, point, {"time": "soon", "count": 5}, {"time": "2026-01-15"}]},
        top=[None, {"user": "root", "count": 4}, {"user": "admin", "count": "many"}, [], {"user": None, "count": 1}],
        totals={"lines": 9, "sources": ["a"]},
    )

    show(page, "wizard-results", state=shown)

    charts = page.locator("figure.chart")
    expect(charts).to_have_count(3)
    expect(charts.nth(0)).to_contain_text("peak 5, soon; 2 more not shown")
    expect(charts.nth(0).locator("rect")).to_have_count(2)
    expect(charts.nth(1)).to_have_text("TopCount; 4 more not shownroot4")
    expect(charts.nth(2)).to_have_text("TotalsValue; 1 more not shownLines9")
    expect(page.get_by_text("No chart for Nulls, Nothing, Empty, Text: the shape is not known.")).to_be_visible()
    assert faults == []


def test_evidence_of_any_shape_is_text_and_never_a_node(page: Page, faults: list[str]) -> None:
    node = {"tag": "img", "props": {"src": "x"}, "children": [], "key": 1}
    lines = [{"line": node, "line_number": node}, {"line": {"innerHTML": "<img>"}}, {"line": None}, {"a": [None, node]}]
    evident = results(("Brute force", "high"))
    evident["results"]["findings"][0]["evidence"] = lines

    show(page, "wizard-results", state=evident)

    expect(page.locator(".evidence > li")).to_have_count(len(lines))
    expect(page.locator(".evidence")).to_contain_text('{"innerHTML":"<img>"}')
    expect(page.locator("img")).to_have_count(0)
    assert faults == []


def test_an_element_that_meets_a_value_it_cannot_show_says_so(page: Page) -> None:
    show(page, "wizard-results", state=results() | {"progress": {"phases": [None], "tools_executed": None}})

    expect(page.get_by_role("alert")).to_have_text("This part cannot be shown.")

    give(page, state=results(("Brute force", "high")))

    expect(page.locator(".findings > li")).to_have_count(1)
    expect(page.get_by_role("alert")).to_have_count(0)


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


def ended(**members: Any) -> dict[str, Any]:
    """Return a completed investigation whose executor has closed nothing."""
    start = "2026-01-01T00:00:00.000Z"
    tool = {"tool_name": "geo", "status": "IN_PROGRESS", "percent_complete": 10, "started_at": start}
    agent = {"agent_name": "reader", "status": "running", "progress": 75}
    progress = {"overall_progress": 99, "phases": [], "agents": [agent], "tools_executed": [tool], "logs": []}
    return results() | {"progress": progress | members}


def test_a_completed_investigation_is_at_100_percent(page: Page) -> None:
    show(page, "wizard-progress", state=ended())

    expect(page.get_by_role("progressbar").first).to_have_attribute("aria-valuenow", "100")
    expect(page.locator(".overall .big")).to_have_text("100 %")
    expect(page.locator(".agents li .number")).to_have_text("100 %")


def test_a_timeline_shows_no_tool_as_running_after_the_end_and_no_label_twice(page: Page) -> None:
    show(page, "wizard-results", state=ended())

    expect(page.locator(".timeline li")).to_have_count(1)
    expect(page.locator(".timeline")).not_to_contain_text("running")
    expect(page.locator(".timeline .scale")).to_have_count(0)


@pytest.mark.parametrize("address", ["https://example.com/r", "/reports/1"])
def test_the_report_of_the_executor_is_linked(page: Page, address: str) -> None:
    state = results()
    show(page, "wizard-results", state=state | {"results": state["results"] | {"report_url": address}})

    expect(page.get_by_role("link", name="Open")).to_have_attribute("href", address)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//example.com", "/\\example.com", "data:text/html,x"])
def test_what_is_no_address_of_the_web_is_not_linked(page: Page, address: str) -> None:
    state = results(("Brute force", "high"))
    show(page, "wizard-results", state=state | {"results": state["results"] | {"report_url": address}})

    expect(page.locator(".findings > li")).to_have_count(1)
    expect(page.get_by_role("link")).to_have_count(0)
