"""The audit trail of the console: entries, verification and past versions."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import ConsolePage
from tests.support.live.users import Person

pytestmark = pytest.mark.live


@pytest.fixture
def entries(console: ConsolePage, owner: Person, settings: dict[str, Any]) -> ConsolePage:
    """Open the audit trail of an investigation that was created and renamed."""
    investigation_id = owner.create(settings=settings)
    assert owner.change(investigation_id, settings={"name": "Renamed"}).status == 200
    console.open(f"i/{investigation_id}/audit")
    expect(console.page.locator("wizard-audit summary")).to_have_count(2)
    return console


def test_an_entry_unfolds_to_the_fields_it_changed(entries: ConsolePage, settings: dict[str, Any]) -> None:
    newest = entries.page.locator("wizard-audit details").first
    newest.locator("summary").click()

    row = newest.get_by_role("row").filter(has_text="Settings, name")
    expect(row.get_by_role("cell")).to_have_text([settings["name"], "Renamed"])


def test_entries_are_filtered_by_action(entries: ConsolePage) -> None:
    entries.page.get_by_label("actions", exact=True).select_option("STATE_CREATED")

    expect(entries.page.locator("wizard-audit summary")).to_have_count(1)
    expect(entries.page.locator("wizard-audit summary")).to_contain_text("State created")


def test_verification_reports_an_unbroken_chain(entries: ConsolePage) -> None:
    entries.button("Verify the chain").click()

    expect(entries.page.get_by_text("2 entries, unbroken")).to_be_visible()


@pytest.fixture
def version_one(entries: ConsolePage) -> ConsolePage:
    """Open version 1 of 2."""
    oldest = entries.page.locator("wizard-audit details").last
    oldest.locator("summary").click()
    oldest.get_by_role("button", name="Look at version 1").click()
    expect(entries.page.get_by_role("heading", name="Version 1 of 2")).to_be_visible()
    return entries


def test_a_past_version_is_read_only_and_links_to_the_next(version_one: ConsolePage, settings: dict[str, Any]) -> None:
    name = version_one.page.get_by_label("Name", exact=True)
    expect(name).to_have_value(settings["name"])
    expect(name).to_be_disabled()
    expect(version_one.heading("Renamed")).to_be_visible()

    version_one.page.get_by_role("link", name="Newer").click()

    expect(name).to_have_value("Renamed")
    expect(version_one.button("Restore")).to_be_disabled()


def test_a_past_version_lists_the_changes_since(version_one: ConsolePage, settings: dict[str, Any]) -> None:
    version_one.page.get_by_text("What has changed since").click()

    row = version_one.page.locator("wizard-changes tbody tr")
    expect(row).to_have_count(1)
    expect(row.get_by_role("cell")).to_have_text([settings["name"], "Renamed"])

    version_one.page.get_by_role("link", name="Newer").click()
    expect(version_one.button("Restore")).to_be_disabled()
    expect(version_one.page.get_by_text("What has changed since")).to_have_count(0)


def test_restoring_adds_a_version_and_can_be_undone(
    version_one: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    version_one.button("Restore").click()
    version_one.page.get_by_role("dialog").get_by_role("button", name="Restore").click()

    version_one.expect_step("Settings")
    expect(version_one.heading(settings["name"])).to_be_visible()
    state = owner.state(version_one.id)
    assert (state["version"], state["settings"]["name"]) == (3, settings["name"])

    version_one.button("Undo").click()
    expect(version_one.heading("Renamed")).to_be_visible()
    assert owner.state(version_one.id)["version"] == 4


def test_a_past_version_can_start_another_investigation(
    version_one: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    original = version_one.id
    version_one.button("New from this version").click()

    expect(version_one.heading(settings["name"])).to_be_visible()
    version_one.expect_step("Settings")
    assert version_one.id != original
    assert owner.state(version_one.id)["settings"] == owner.state(original)["settings"] | {"name": settings["name"]}


def test_an_unknown_version_shows_the_reason(entries: ConsolePage) -> None:
    entries.open(f"i/{entries.id}/v9")

    expect(entries.page.get_by_role("heading", name="This version cannot be shown")).to_be_visible()
    expect(entries.page.get_by_text("There is no version 9")).to_be_visible()
