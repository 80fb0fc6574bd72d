"""The audit trail of the console: entries, groups, filters, export and verification."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import RESULTS, ConsolePage
from tests.support.live.users import Person, PersonFor

pytestmark = pytest.mark.live


def test_an_entry_unfolds_to_the_fields_it_changed(entries: ConsolePage, settings: dict[str, Any]) -> None:
    newest = entries.page.locator("wizard-audit details").first
    newest.locator("summary").click()

    row = newest.get_by_role("row").filter(has_text="Settings, name")
    expect(row.get_by_role("cell")).to_have_text([settings["name"], "Renamed"])


def test_entries_are_filtered_by_action(entries: ConsolePage) -> None:
    entries.page.get_by_label("Action", exact=True).select_option("STATE_CREATED")

    expect(entries.page.locator("wizard-audit summary")).to_have_count(1)
    expect(entries.page.locator("wizard-audit summary")).to_contain_text("State created")


def test_a_write_that_does_several_things_is_found_under_each_of_them(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    investigation_id = owner.create(settings=settings, wizard_step="PROGRESS")
    owner.change(investigation_id, wizard_step="RESULTS", status="COMPLETED", results=RESULTS)
    console.open(f"i/{investigation_id}/audit")
    entries = console.page.locator("wizard-audit details")
    expect(entries).to_have_count(2)
    completed, created = re.compile("^v2.*Results finalized"), re.compile("^v1.*State created")

    found = {"RESULTS_FINALIZED": [completed], "STATUS_CHANGED": [completed], "STATE_CREATED": [created]}
    for action, shown in found.items():
        console.page.get_by_label("Action", exact=True).select_option(action)
        expect(entries.locator("summary")).to_have_text(shown)
    console.page.get_by_label("Action", exact=True).select_option("STEP_CHANGED")
    expect(entries.locator("summary")).to_have_text([completed, created])
    entries.first.locator("summary").click()
    expect(entries.first).to_contain_text("Results finalized, Status changed, Step changed")


def test_verification_reports_an_unbroken_chain(entries: ConsolePage) -> None:
    entries.button("Verify the chain").click()

    expect(entries.page.get_by_text("2 entries, unbroken")).to_be_visible()


def test_reports_in_a_row_are_one_entry_until_it_is_unfolded(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    investigation_id = owner.create(settings=settings)
    owner.change(investigation_id, wizard_step="PROGRESS")
    for percent in range(1, 6):
        owner.report(investigation_id, "progress_updated", percent_complete=percent)
    owner.report(investigation_id, "error_occurred", error_message="gone", recoverable=False)
    console.open(f"i/{investigation_id}/audit")
    entries = console.page.locator("wizard-audit summary")
    expect(entries).to_have_text(
        [re.compile("^v8"), re.compile("^v3-7Progress updated"), re.compile("^v2"), re.compile("^v1")]
    )
    expect(entries.nth(1)).to_contain_text("5 reports in a row")

    entries.nth(1).click()

    expect(entries).to_have_count(9)


def test_an_entry_says_its_second_in_the_zone_of_the_page(entries: ConsolePage, owner: Person) -> None:
    (newest, _) = owner.call("GET", f"/{entries.id}/audit").document["items"]
    to_text = "text => import('/static/elements/display/time.js').then(time => time.exactTime(text))"

    expect(entries.page.locator("wizard-audit summary").first).to_contain_text(
        entries.page.evaluate(to_text, newest["timestamp"])
    )


def test_entries_are_filtered_by_actor_and_day_and_the_filter_is_in_the_address(
    entries: ConsolePage, owner: Person, person_for: PersonFor
) -> None:
    page, rows = entries.page, entries.page.locator("wizard-audit summary")
    editor = person_for()
    investigation_id = entries.id
    owner.call("PUT", f"/{investigation_id}/access/{editor.user_id}", {"role": "editor"})
    editor.call("POST", f"/invitations/{investigation_id}/accept")
    time_range = {"start": "2025-01-01T00:00:00Z", "end": "2025-01-02T00:00:00Z"}
    assert editor.change(investigation_id, settings={"time_range": time_range}).status == 200
    page.reload()
    newest = page.locator("wizard-audit details").first
    expect(newest).to_contain_text("Settings, time range")
    newest.locator("summary").click()
    newest.get_by_role("button", name=f"Only entries of {editor.user_id}").click()
    expect(page.get_by_label("Who")).to_have_value(editor.user_id)
    expect(rows.filter(has_text="Settings modified")).to_have_count(1)

    page.reload()

    expect(rows.filter(has_text="Settings modified")).to_have_count(1)
    expect(page.get_by_label("Who")).to_have_value(editor.user_id)
    page.get_by_label("To", exact=True).fill("2026-01-01")
    page.get_by_label("To", exact=True).press("Enter")
    expect(page.get_by_role("heading", name="Nothing to show")).to_be_visible()


def test_the_whole_trail_is_exported(entries: ConsolePage) -> None:
    with entries.page.expect_download() as download:
        entries.page.get_by_role("link", name="Export").click()

    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["version"] for line in lines] == [1, 2]


def test_refused_attempts_say_who_tried_what_and_why_it_was_refused(
    console: ConsolePage, owner: Person, person_for: PersonFor
) -> None:
    viewer, investigation_id = person_for(), owner.create()
    owner.share(investigation_id, viewer, "viewer")
    assert viewer.propose(investigation_id, settings={"name": "Mine"}).status == 403
    console.open(f"i/{investigation_id}/audit")

    console.page.get_by_text("Refused attempts").click()

    attempt = console.page.get_by_role("region", name="Refused attempts").get_by_role("row").nth(1)
    expect(attempt.get_by_role("rowheader")).to_have_text(viewer.user_id)
    expect(attempt).to_contain_text("PATCH state")
    expect(attempt).to_contain_text("for viewing only")
