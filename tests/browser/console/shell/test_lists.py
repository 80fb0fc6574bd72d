"""The lists of the first page and at the side: everything in them can be reached, and is counted."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.support.browser.console_page import ConsoleFor, ConsolePage
from tests.support.browser.console_pages import NO_TIMEOUTS
from tests.support.live.users import Person, PersonFor

pytestmark = pytest.mark.live


@pytest.fixture
def names(console: ConsolePage, owner: Person, settings: dict[str, Any]) -> list[str]:
    """Create more investigations than the lists show at first, of which the oldest has failed; return their names."""
    # A list that takes too long to read is not read again before the next event.
    console.page.evaluate(NO_TIMEOUTS)
    named = [f"number {number:02}" for number in range(53)]
    failed, *_ = [owner.create(settings=settings | {"name": name}, wizard_step="PROGRESS") for name in named]
    owner.report(failed, "error_occurred", error_message="gone", recoverable=False)
    return named


@pytest.mark.parametrize("place", ["home", "side"])
def test_more_active_investigations_than_a_page_are_counted_and_reached(
    console: ConsolePage, names: list[str], place: str
) -> None:
    page = console.page
    listed: dict[str, Locator] = {
        "home": page.locator("main .cards b.name"),
        "side": page.get_by_role("navigation", name="Active investigations").locator(".name"),
    }
    expect(page.get_by_role("heading", name="Active 53", exact=True)).to_be_visible()
    expect(page.get_by_text("53 active investigations")).to_be_visible()
    for shown in listed.values():
        expect(shown).to_have_count(50)

    container = page.locator("main" if place == "home" else "aside")
    container.get_by_role("button", name="Show more (3)").click()

    for shown in listed.values():
        expect(shown).to_have_count(53)
        assert sorted(shown.all_inner_texts()) == names
    expect(page.get_by_role("button", name="Show more")).to_have_count(0)
    listed[place].get_by_text("number 01").click()
    expect(console.heading("number 01")).to_be_visible()


def test_every_invitation_can_be_reached(
    console_for: ConsoleFor, owner: Person, person_for: PersonFor, settings: dict[str, Any]
) -> None:
    colleague = person_for()
    for number in range(22):
        colleague.invite(colleague.create(settings=settings | {"name": f"number {number:02}"}), owner, "viewer")
    console = console_for(owner)
    invitations = console.page.get_by_role("region", name="Invitations")
    expect(invitations.get_by_role("listitem")).to_have_count(20)

    invitations.get_by_role("button", name="Show more (2)").click()

    expect(invitations.get_by_role("listitem")).to_have_count(22)
    expect(invitations.get_by_text("number 00")).to_be_visible()
