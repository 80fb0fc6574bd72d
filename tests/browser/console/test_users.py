"""Other users: all of them for an admin, those that watch an investigation, and links for them."""

from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.support.browser.console_page import RESULTS, ConsoleFor, ConsolePage
from tests.support.browser.console_pages import NO_TIMEOUTS
from tests.support.live.server import LiveServer
from tests.support.live.users import Person, PersonFor

pytestmark = pytest.mark.live


def test_an_admin_finds_the_investigations_of_each_user(
    console_for: ConsoleFor, owner: Person, person_for: PersonFor, settings: dict[str, Any]
) -> None:
    investigation_id = owner.create(settings=settings | {"name": "Of the owner"})
    console = console_for(person_for("an-admin", "wizard:admin"))
    page = console.page
    page.get_by_role("link", name="Users").click()
    link, rows = page.get_by_role("link", name=owner.user_id), page.locator(".users tbody tr")
    expect(rows.first).to_be_visible()
    while not link.count():
        shown = rows.count()
        console.button("Show more").click()
        expect(rows).not_to_have_count(shown)

    link.click()

    expect(page.get_by_text(f"Investigations of {owner.user_id}.")).to_be_visible()
    page.get_by_role("button", name="Of the owner").click()
    expect(page.locator(".facts")).to_contain_text(f"Belongs to {owner.user_id}")
    assert console.id == investigation_id


def test_a_double_click_on_show_more_adds_each_user_once(console_for: ConsoleFor, person_for: PersonFor) -> None:
    console = console_for(person_for("an-admin", "wizard:admin"))
    counts = {"in_progress": 1, "in_error": 0, "investigations": 1, "archived": 0}
    users = [{"user_id": user} | counts for user in ("ana", "ben")]
    held: list[Route] = []

    def answer(route: Route) -> None:
        if "cursor=" in route.request.url:
            held.append(route)
        else:
            route.fulfill(json={"users": users[:1], "next_cursor": "after-ana"})

    console.page.evaluate(NO_TIMEOUTS)
    console.page.route("**/users*", answer)
    console.page.get_by_role("link", name="Users").click()
    console.button("Show more").dblclick()
    while len(held) < 2:
        console.wait_until_rendered()
    for route in held:
        with console.page.expect_event("requestfinished", lambda request: "cursor=" in request.url):
            route.fulfill(json={"users": users[1:], "next_cursor": None})
        console.wait_until_rendered()

    expect(console.page.locator(".users tbody a")).to_have_text(["ana", "ben"])


def test_only_an_admin_is_offered_the_users(console: ConsolePage) -> None:
    expect(console.page.get_by_role("link", name="History")).to_be_visible()
    expect(console.page.get_by_role("link", name="Users")).to_have_count(0)


def test_the_share_dialog_names_who_else_watches(
    console_for: ConsoleFor, server: LiveServer, owner: Person, person_for: PersonFor, settings: dict[str, Any]
) -> None:
    investigation_id, guest = owner.create(settings=settings), person_for()
    owner.call("PUT", f"/{investigation_id}/access/{guest.user_id}", {"role": "viewer"})
    guest.call("POST", f"/invitations/{investigation_id}/accept")
    console_for(guest).open_investigation(investigation_id)
    console = console_for(owner)
    console.open_investigation(investigation_id)

    dialog, watching = console.page.get_by_role("dialog"), console.page.get_by_role("list", name="Watching now")

    def is_named() -> bool:
        console.button("Share").click()
        expect(dialog).to_be_visible()
        if watching.count():
            return True
        console.page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        return False

    # Each worker learns once a second who is connected to the others.
    server.wait_until(is_named, "the guest to be listed")
    expect(watching).to_contain_text(guest.user_id)
    expect(watching).not_to_contain_text(owner.user_id)


def test_a_link_to_a_finding_unfolds_it(console: ConsolePage, owner: Person, settings: dict[str, Any]) -> None:
    investigation_id = owner.create(settings=settings)
    owner.change(investigation_id, wizard_step="PROGRESS")
    owner.change(investigation_id, results=RESULTS, status="COMPLETED")

    console.open(f"i/{investigation_id}/results?finding=Guessing")

    finding = console.page.locator("wizard-results details")
    expect(finding).to_have_attribute("open", "")
    expect(finding.get_by_text("528 attempts")).to_be_visible()
    expect(finding.locator("summary")).to_be_focused()
    console.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    finding.get_by_role("button", name="Copy the link").click()
    expect(console.page.get_by_text("Copied the link")).to_be_visible()
    copied = console.page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{console.url}/#/i/{investigation_id}/results?finding=Guessing"
