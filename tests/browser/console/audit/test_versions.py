"""Past versions of an investigation: looked at, compared, restored, and used for another one."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import RESULTS, ConsolePage
from tests.support.live.users import Person

pytestmark = pytest.mark.live


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
    expect(version_one.heading(settings["name"])).to_be_visible()
    expect(version_one.page.locator(".facts")).to_contain_text(re.compile("v1.*as it was on .*; the latest is v2"))

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

    expect(version_one.page.locator(".past-view")).to_have_count(0)
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

    expect(version_one.page.locator(".past-view")).to_have_count(0)
    expect(version_one.heading(settings["name"])).to_be_visible()
    version_one.expect_step("Settings")
    assert version_one.id != original
    assert owner.state(version_one.id)["settings"] == owner.state(original)["settings"] | {"name": settings["name"]}


def test_an_unknown_version_shows_the_reason(entries: ConsolePage) -> None:
    entries.open(f"i/{entries.id}/v9")

    expect(entries.page.get_by_role("heading", name="This version cannot be shown")).to_be_visible()
    expect(entries.page.get_by_text("There is no version 9")).to_be_visible()


def test_any_two_versions_are_compared(entries: ConsolePage, owner: Person, settings: dict[str, Any]) -> None:
    investigation_id = entries.id
    entity = {"entity_type": "host", "entity_id": "gateway"}
    owner.change(investigation_id, settings={"entities": [*settings["entities"], entity]})
    entries.open(f"i/{investigation_id}/v3")
    expect(entries.page.get_by_role("heading", name="Version 3 of 3")).to_be_visible()

    entries.page.get_by_label("Compare with version").fill("1")
    owner.change(investigation_id, settings={"name": "At last"})
    expect(entries.page.get_by_role("heading", name="Version 3 of 4")).to_be_visible()
    entries.button("Compare").click()

    rows = entries.page.locator("wizard-changes tbody tr")
    expect(rows).to_have_count(2)
    names = rows.filter(has_text="Settings, name").get_by_role("cell")
    expect(names).to_have_text([settings["name"], "Renamed"])
    count = len(settings["entities"])
    expect(rows.filter(has_text="Settings, entities").get_by_role("cell")).to_have_text(
        [f"{count} unchanged", f"host gateway{count} unchanged"]
    )
    assert entries.page.url.endswith("/v1..v3")


def test_the_head_of_a_past_version_shows_its_step_and_status(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    investigation_id = owner.create(settings=settings)
    owner.change(investigation_id, wizard_step="PROGRESS")
    owner.change(investigation_id, results=RESULTS, status="COMPLETED")

    console.open(f"i/{investigation_id}/v1")

    expect(console.page.locator("wizard-steps .chip")).to_have_text("Draft")
    console.expect_step("Settings")
    console.page.get_by_role("link", name="Newer").click()
    expect(console.page.locator("wizard-steps .chip")).to_have_text("In progress")
    console.expect_step("Progress")
