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
