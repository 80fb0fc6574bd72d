"""Invitations on the first page of the console."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import ConsolePage
from tests.support.live.users import Person, PersonFor

pytestmark = pytest.mark.live


def test_an_invitation_is_accepted_and_the_investigation_left_again(
    console: ConsolePage, owner: Person, person_for: PersonFor, settings: dict[str, Any]
) -> None:
    colleague = person_for()
    declined, accepted = (colleague.create(settings=settings | {"name": name}) for name in ("Unasked", "Together"))
    colleague.invite(declined, owner, "viewer")
    colleague.invite(accepted, owner, "editor")
    console.page.reload()
    invitations = console.page.get_by_role("region", name="Invitations")
    expect(invitations.get_by_role("listitem")).to_have_count(2)

    console.button("Decline Unasked").click()
    console.button("Accept Together").click()

    expect(invitations).to_have_count(0)
    card = console.page.locator("a.card", has_text="Together")
    expect(card).to_contain_text(f"Shared by {colleague.user_id}, you may edit")
    console.open_investigation(accepted)
    console.button("More actions").click()
    console.button("Leave").click()
    console.page.get_by_role("dialog").get_by_role("button", name="Leave", exact=True).click()
    expect(console.heading("Investigations")).to_be_visible()
    assert colleague.call("GET", f"/{accepted}/access").document["access"] == []
    assert owner.call("GET", f"/{declined}/state").status == 404
