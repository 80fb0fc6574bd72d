"""Who changed what, and whether nobody has touched the trail."""

from typing import Any

import pytest
from console_page import ConsolePage
from live_people import Person
from playwright.sync_api import expect

pytestmark = pytest.mark.live


@pytest.fixture
def entries(console: ConsolePage, owner: Person, settings: dict[str, Any]) -> ConsolePage:
    """The trail of an investigation that was created and renamed."""
    known = owner.create(settings=settings)
    assert owner.change(known, settings={"name": "Renamed"}).status == 200
    console.open(f"i/{known}/audit")
    expect(console.page.locator("wizard-audit summary")).to_have_count(2)
    return console


def test_an_entry_folds_out_to_what_it_changed(entries: ConsolePage, settings: dict[str, Any]) -> None:
    newest = entries.page.locator("wizard-audit details").first
    newest.locator("summary").click()

    row = newest.get_by_role("row").filter(has_text="Settings, name")
    expect(row.get_by_role("cell")).to_have_text([settings["name"], "Renamed"])


def test_entries_are_filtered_by_what_was_done(entries: ConsolePage) -> None:
    entries.page.get_by_label("actions", exact=True).select_option("STATE_CREATED")

    expect(entries.page.locator("wizard-audit summary")).to_have_count(1)
    expect(entries.page.locator("wizard-audit summary")).to_contain_text("State created")


def test_the_chain_is_verified(entries: ConsolePage) -> None:
    entries.button("Verify the chain").click()

    expect(entries.page.get_by_text("2 entries, unbroken")).to_be_visible()


@pytest.fixture
def first(entries: ConsolePage) -> ConsolePage:
    """The first version of the investigation, as it was."""
    oldest = entries.page.locator("wizard-audit details").last
    oldest.locator("summary").click()
    oldest.get_by_role("button", name="Look at version 1").click()
    expect(entries.page.get_by_role("heading", name="Version 1 of 2")).to_be_visible()
    return entries


def test_a_version_shows_as_it_was_and_leads_to_the_next(first: ConsolePage, settings: dict[str, Any]) -> None:
    name = first.page.get_by_label("Name", exact=True)
    expect(name).to_have_value(settings["name"])
    expect(name).to_be_disabled()
    expect(first.heading("Renamed")).to_be_visible()

    first.page.get_by_role("link", name="Newer").click()

    expect(name).to_have_value("Renamed")
    expect(first.button("Restore")).to_be_disabled()


def test_a_version_tells_what_has_changed_since(first: ConsolePage, settings: dict[str, Any]) -> None:
    first.page.get_by_text("What has changed since").click()

    row = first.page.locator("wizard-changes tbody tr")
    expect(row).to_have_count(1)
    expect(row.get_by_role("cell")).to_have_text([settings["name"], "Renamed"])

    first.page.get_by_role("link", name="Newer").click()
    expect(first.button("Restore")).to_be_disabled()
    expect(first.page.get_by_text("What has changed since")).to_have_count(0)


def test_a_version_is_restored_as_a_new_one_and_that_can_be_undone(
    first: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    first.button("Restore").click()
    first.page.get_by_role("dialog").get_by_role("button", name="Restore").click()

    first.expect_step("Settings")
    expect(first.heading(settings["name"])).to_be_visible()
    state = owner.state(first.id)
    assert (state["version"], state["settings"]["name"]) == (3, settings["name"])

    first.button("Undo").click()
    expect(first.heading("Renamed")).to_be_visible()
    assert owner.state(first.id)["version"] == 4


def test_a_version_begins_another_investigation(first: ConsolePage, owner: Person, settings: dict[str, Any]) -> None:
    old = first.id
    first.button("New from this version").click()

    expect(first.heading(settings["name"])).to_be_visible()
    first.expect_step("Settings")
    assert first.id != old
    assert owner.state(first.id)["settings"] == owner.state(old)["settings"] | {"name": settings["name"]}


def test_a_version_that_never_was_says_so(entries: ConsolePage) -> None:
    entries.open(f"i/{entries.id}/v9")

    expect(entries.page.get_by_role("heading", name="This version cannot be shown")).to_be_visible()
    expect(entries.page.get_by_text("There is no version 9")).to_be_visible()
