"""The console offers the actions that a user may take on an investigation that is archived or of another user."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import ConsoleFor, ConsolePage
from tests.support.browser.console_pages import NO_TIMEOUTS
from tests.support.live.server import LiveServer
from tests.support.live.users import Person, PersonFor
from tests.support.live.wizard_story import let_rest
from tests.support.store.processes import wait_until

pytestmark = pytest.mark.live


def menu_items(console: ConsolePage) -> list[str]:
    console.button("More actions").click()
    return console.page.locator("details.menu[open] .items button").all_inner_texts()


def test_a_viewer_gets_no_control_that_the_service_would_refuse(
    console_for: ConsoleFor, person_for: PersonFor, settings: dict[str, Any]
) -> None:
    owner, viewer = person_for(), person_for()
    investigation_id = owner.create(settings=settings)
    owner.share(investigation_id, viewer, "viewer")
    console = console_for(viewer)

    console.open_investigation(investigation_id)

    expect(console.page.locator(".head .facts")).to_contain_text(f"Shared by {owner.user_id}, you may view")
    banner = f"{owner.user_id} has shared this investigation with you for viewing only."
    expect(console.page.get_by_text(banner)).to_be_visible()
    expect(console.page.get_by_label("Name", exact=True)).to_be_disabled()
    for name in ("Start investigation", "Share", "Add entity"):
        expect(console.button(name)).to_have_count(0)
    assert menu_items(console) == ["Save as template", "New with these settings", "Report", "Audit trail", "Leave"]


def test_the_form_opens_for_a_viewer_who_becomes_an_editor(
    console_for: ConsoleFor, person_for: PersonFor, settings: dict[str, Any]
) -> None:
    owner, colleague = person_for(), person_for()
    investigation_id = owner.create(settings=settings)
    owner.share(investigation_id, colleague, "viewer")
    console = console_for(colleague)
    console.open_investigation(investigation_id)
    name = console.page.get_by_label("Name", exact=True)
    expect(name).to_be_disabled()

    owner.share(investigation_id, colleague, "editor")

    expect(name).to_be_enabled()
    expect(console.page.locator(".head .facts")).to_contain_text(f"Shared by {owner.user_id}, you may edit")
    owner.share(investigation_id, colleague, "viewer")
    expect(name).to_be_disabled()


def test_a_failed_run_offers_a_viewer_no_retry(
    console_for: ConsoleFor, person_for: PersonFor, settings: dict[str, Any]
) -> None:
    owner, viewer = person_for(), person_for()
    investigation_id = owner.create(settings=settings)
    owner.share(investigation_id, viewer, "viewer")
    owner.change(investigation_id, wizard_step="PROGRESS")
    console = console_for(viewer)
    console.open_investigation(investigation_id)
    expect(console.page.get_by_role("heading", name="Waiting for an executor")).to_be_visible()
    expect(console.button("Cancel")).to_have_count(0)

    owner.report(
        investigation_id, "error_occurred", error_message="Disk full", error_type="system_error", recoverable=False
    )

    expect(console.page.get_by_text("Disk full")).to_be_visible()
    for name in ("Retry", "Back to settings", "Cancel"):
        expect(console.button(name)).to_have_count(0)


def test_an_archived_investigation_is_read_only_and_can_be_restored(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    investigation_id = owner.create(settings=settings)
    owner.call("POST", f"/history/{investigation_id}/archive")
    console.open_investigation(investigation_id)
    expect(console.page.get_by_text("This investigation is archived: it is read only.")).to_be_visible()
    expect(console.page.get_by_label("Name", exact=True)).to_be_disabled()
    assert "Archive" not in menu_items(console)
    console.page.keyboard.press("Escape")

    console.page.locator(".banner").get_by_role("button", name="Restore").click()

    expect(console.page.get_by_label("Name", exact=True)).to_be_enabled()
    expect(console.page.get_by_text("This investigation is archived")).to_have_count(0)
    assert owner.state(investigation_id)["archived_at"] is None


@pytest.mark.parametrize("path", ["/{}/cancel", "/history/{}/archive"])
def test_the_banner_offers_no_action_that_a_cancelled_or_archived_investigation_does_not_allow(
    console: ConsolePage, server: LiveServer, owner: Person, settings: dict[str, Any], path: str
) -> None:
    investigation_id = owner.create(settings=settings, wizard_step="PROGRESS")
    let_rest(server, investigation_id, days=8)
    # The console waits one second for the checkpoint, and a busy machine may need more.
    console.page.evaluate(NO_TIMEOUTS)
    console.open_investigation(investigation_id)
    banner = console.page.get_by_role("region", name="Where you were")
    expect(banner.get_by_role("button", name="Resume")).to_be_visible()

    assert owner.call("POST", path.format(investigation_id)).status == 200

    expect(console.page.locator(".banner.cancelled, .banner.pending")).to_be_visible()
    expect(banner).to_have_count(0)


def test_an_admin_sees_whose_investigation_it_is(
    console_for: ConsoleFor, person_for: PersonFor, settings: dict[str, Any]
) -> None:
    owner = person_for()
    admin = person_for(None, "wizard:read", "wizard:write", "wizard:admin")
    investigation_id = owner.create(settings=settings)
    console = console_for(admin)

    console.open_investigation(investigation_id)

    expect(console.page.locator(".head .facts")).to_contain_text(f"Belongs to {owner.user_id}")
    expect(console.page.get_by_label("Name", exact=True)).to_be_enabled()


def test_the_role_of_a_share_is_changed_in_the_list(console: ConsolePage, owner: Person, person_for: PersonFor) -> None:
    viewer, shared = person_for(), owner.create()
    owner.share(shared, viewer, "viewer")
    console.open_investigation(shared)
    console.page.get_by_role("button", name="Share").click()

    role = console.page.get_by_label(f"Role of {viewer.user_id}")
    expect(role).to_have_value("viewer")
    role.select_option("editor")

    expect(role).to_have_value("editor")
    wait_until(lambda: owner.call("GET", f"/{shared}/access").document["access"][0]["role"] == "editor")


def test_settings_that_cannot_be_changed_are_text_without_empty_boxes(
    console_for: ConsoleFor, owner: Person, person_for: PersonFor, settings: dict[str, Any]
) -> None:
    viewer, shared = person_for(), owner.create(settings=settings | {"description": ""})
    owner.share(shared, viewer, "viewer")
    console = console_for(viewer)

    console.open_investigation(shared)

    name = console.page.get_by_label("Name", exact=True)
    expect(name).to_have_value(settings["name"])
    expect(name).to_have_css("border-top-color", "rgba(0, 0, 0, 0)")
    expect(console.page.get_by_label("Description (optional)")).to_have_count(0)
