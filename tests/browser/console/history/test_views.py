"""The history keeps views in the browser, and exports what matches."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.support.browser.console_page import ConsolePage
from tests.support.live.users import Person

pytestmark = pytest.mark.live


def rows(console: ConsolePage) -> Locator:
    return console.page.locator("wizard-history tbody tr")


def exported(console: ConsolePage, label: str) -> str:
    with console.page.expect_download() as download:
        console.button(f"Export {label}").click()
    assert download.value.suggested_filename == f"investigations.{label.lower()}"
    return Path(download.value.path()).read_text(encoding="utf-8")


def test_a_view_is_saved_opened_by_its_link_and_removed(console: ConsolePage, past_ids: dict[str, str]) -> None:
    page, views = console.page, console.page.get_by_role("navigation", name="Views")
    console.open("history")
    expect(rows(console)).to_have_count(3)
    page.get_by_label("Status").select_option("COMPLETED")
    page.get_by_label("Risk").select_option("High or critical")
    expect(rows(console)).to_have_text([re.compile("finished")])
    views.get_by_role("button", name="Save view").click()
    page.get_by_label("Name of the view").fill("Done and risky")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()

    views.get_by_role("link", name="Failed").click()
    expect(rows(console)).to_have_text([re.compile("failed")])
    page.reload()
    views.get_by_role("link", name="Done and risky").click()

    expect(rows(console)).to_have_text([re.compile("finished")])
    expect(views.get_by_role("link", name="Done and risky")).to_have_attribute("aria-current", "page")
    assert "risk_level=high%2Ccritical" in page.url
    views.get_by_role("button", name="Remove the view Done and risky").click()
    expect(views.get_by_role("link", name="Done and risky")).to_have_count(0)
    page.reload()
    expect(rows(console)).to_have_count(1)
    expect(views.get_by_role("link", name="Done and risky")).to_have_count(0)


def test_what_waits_for_a_person_is_a_view(console: ConsolePage, owner: Person, past_ids: dict[str, str]) -> None:
    owner.change(past_ids["unfinished"], wizard_step="PROGRESS")
    owner.report(past_ids["unfinished"], "input_requested", request_id="q", prompt="Go on?", kind="confirm")
    console.open("history")

    console.page.get_by_role("link", name="Waits for a person").click()

    expect(rows(console)).to_have_text([re.compile("unfinished")])
    expect(console.page.get_by_label("Status")).to_have_value("waiting")


def test_shown_pages_are_in_the_address(console: ConsolePage, owner: Person, settings: dict[str, Any]) -> None:
    for number in range(51):
        owner.create(settings=settings | {"name": f"number {number}"})
    console.open("history")
    console.button("Show more").click()
    expect(rows(console)).to_have_count(51)

    console.page.reload()

    expect(rows(console)).to_have_count(51)


def test_what_matches_is_exported_as_csv_and_json(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    names = ['=1+1 "quoted", with a comma', *(f"number {number}" for number in range(100))]
    for name in names:
        owner.create(settings=settings | {"name": name})
    owner.call("POST", f"/{owner.create(settings=settings | {'name': 'left out'})}/cancel")
    console.open("history")
    console.page.get_by_label("Status").select_option("IN_PROGRESS")
    expect(console.page.get_by_text("50 of 101 investigations")).to_be_visible()

    table = list(csv.DictReader(io.StringIO(exported(console, "CSV"), newline="")))
    items = json.loads(exported(console, "JSON"))

    assert sorted(row["name"] for row in table) == sorted(f"'{name}" if name[0] == "=" else name for name in names)
    assert sorted(item["name"] for item in items) == sorted(names)
    assert table[0].keys() == items[0].keys()
