"""The history: filtered, archived, resumed."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import ConsolePage
from tests.support.live.databases import is_sqlite
from tests.support.live.server import LiveServer
from tests.support.live.users import Person

pytestmark = pytest.mark.live


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


def test_history_is_filtered_by_entity_type_and_day(
    console: ConsolePage, owner: Person, server: LiveServer, settings: dict[str, Any]
) -> None:
    host = [{"entity_type": "host", "entity_id": "gateway"}]
    old = owner.create(settings=settings | {"name": "old", "entities": host})
    owner.create(settings=settings | {"name": "new"})
    tables = ["investigation_states"]
    if is_sqlite(server.database_url):
        # A copy, where PostgreSQL has a view.
        tables.append("investigation_history")
    for table in tables:
        statement = f"UPDATE {table} SET created_at = '2025-03-04T23:30:00.000Z' WHERE investigation_id = ?"
        assert server.change_rows(statement, old) == 1
    page, rows = console.page, console.page.locator("wizard-history tbody tr")
    console.open("history")
    expect(rows).to_have_count(2)

    page.get_by_label("Entity type").fill("host")
    page.get_by_label("Entity type").press("Enter")
    expect(rows).to_have_text([re.compile("old")])
    page.get_by_label("Entity type").fill("")
    page.get_by_label("Entity type").press("Enter")
    expect(rows).to_have_count(2)
    page.get_by_label("Created").select_option("Between days")
    first, last = (page.get_by_label(label, exact=True) for label in ("From", "To"))
    first.fill("2025-03-05")
    first.press("Enter")
    expect(rows).to_have_text([re.compile("new")])
    first.fill("2025-03-04")
    last.fill("2025-03-04")
    last.press("Enter")
    expect(rows).to_have_text([re.compile("old")])


def test_a_history_of_more_than_a_hundred_is_shown_page_by_page(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    for number in range(101):
        owner.create(settings=settings | {"name": f"number {number}"})
    rows = console.page.locator("wizard-history tbody tr")
    console.open("history")

    for shown in (50, 100, 101):
        expect(rows).to_have_count(shown)
        if shown < 101:
            console.page.locator("wizard-history").get_by_role("button", name=re.compile("more", re.IGNORECASE)).click()

    names = [text.split("\n")[0] for text in rows.locator("td.name").all_inner_texts()]
    assert sorted(names) == sorted(f"number {number}" for number in range(101))


def test_a_row_shows_name_status_risk_entities_start_end_and_duration(
    console: ConsolePage, owner: Person, past_ids: dict[str, str]
) -> None:
    console.open("history")
    page = console.page
    link = page.get_by_role("button", name="finished", exact=True)
    shown = page.locator("wizard-history tbody tr").filter(has=link)
    expect(shown).to_be_visible()

    cells = [cell.strip() for cell in shown.get_by_role("cell").all_inner_texts()]
    row = dict(zip(page.locator("wizard-history thead th").all_inner_texts(), cells, strict=True))

    entry = owner.call("GET", f"/history/{past_ids['finished']}").document
    to_text = "text => import('/static/elements/display/time.js').then(time => time.dateTime(text))"
    assert row["Name"].startswith("finished")
    assert (row["Status"], row["Risk"], row["Entities"]) == ("Completed", "73 High", "1")
    assert row["Started"] == page.evaluate(to_text, entry["started_at"])
    assert row["Ended"] == page.evaluate(to_text, entry["completed_at"])
    to_text = "ms => import('/static/elements/display/format.js').then(format => format.duration(ms))"
    assert row["Took"] == page.evaluate(to_text, entry["duration_ms"])


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


def test_filters_and_order_are_in_the_address(
    console: ConsolePage, owner: Person, settings: dict[str, Any], past_ids: dict[str, str]
) -> None:
    page, rows = console.page, console.page.locator("wizard-history tbody tr")
    console.open("history")
    expect(rows).to_have_count(3)
    page.get_by_role("searchbox", name="Search").fill("finished")
    expect(rows).to_have_count(2)
    page.get_by_role("columnheader", name="Name").get_by_role("button").click()
    expect(page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "ascending")
    expect(rows).to_have_text([re.compile("^finished"), re.compile("^unfinished")])
    page.get_by_role("columnheader", name="Name").get_by_role("button").click()
    expect(rows).to_have_text([re.compile("^unfinished"), re.compile("^finished")])

    page.reload()

    expect(rows).to_have_text([re.compile("^unfinished"), re.compile("^finished")])
    expect(page.get_by_role("searchbox", name="Search")).to_have_value("finished")
    page.get_by_role("link", name="History", exact=True).click()
    expect(rows).to_have_count(3)
    page.go_back()
    expect(rows).to_have_count(2)
