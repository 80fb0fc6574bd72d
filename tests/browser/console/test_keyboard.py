"""The keyboard: every action has a key."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.console_page import ConsolePage
from tests.support.live.users import Person

pytestmark = pytest.mark.live


def test_an_investigation_can_be_started_with_the_keyboard_alone(console: ConsolePage, owner: Person) -> None:
    page, keys = console.page, console.page.keyboard
    keys.press("n")
    expect(console.heading("New investigation")).to_be_visible()
    page.get_by_label("Name", exact=True).focus()
    keys.type("Typed only")
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("10.0.0.1")
    tab_to(page, "Add tool")
    keys.press("Enter")
    keys.type("root_attempts")
    console.expect_saved()
    tab_to(page, "Start investigation")
    keys.press("Enter")
    console.expect_step("Progress")
    assert owner.state(console.id)["settings"]["entities"][0]["entity_id"] == "10.0.0.1"

    keys.press("1")
    console.expect_step("Settings")
    keys.type("gh")
    expect(console.heading("History")).to_be_visible()
    keys.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    keys.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_every_action_on_an_investigation_has_a_key(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    page, investigation_id = console.page, owner.create(settings=settings)
    console.open_investigation(investigation_id)
    for keys, dialog in {"i s": "Share", "i t": "Save as template", "i d": "Delete this investigation?"}.items():
        page.keyboard.type(keys.replace(" ", ""))
        expect(page.get_by_role("dialog", name=dialog)).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()

    for number, transport in enumerate(["WebSocket", "SSE", "Long-poll", "Poll"], 1):
        page.keyboard.type(f"v{number}")
        console.expect_live(transport)

    page.keyboard.press("s")
    console.expect_step("Progress")
    page.keyboard.type("ic")
    console.button("Cancel investigation").click()
    expect(page.locator("wizard-steps")).to_contain_text("Cancelled")
    page.keyboard.type("ia")
    expect(console.heading("Investigations")).to_be_visible()
    page.keyboard.type("go")
    expect(page.get_by_label("Access token")).to_be_visible()


def test_a_key_does_nothing_where_its_action_is_not_available(console: ConsolePage) -> None:
    for keys in ("is", "id", "ia", "ic", "iy", "v1", "va", "a"):
        console.page.keyboard.type(keys)
    console.page.keyboard.type("gh")

    expect(console.heading("History")).to_be_visible()
    expect(console.page.get_by_role("dialog")).to_be_hidden()
    assert console.page_errors == []


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of this name has the focus."""
    focused_text = """() => { let node = document.activeElement;
        while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
        return node?.textContent?.trim() }"""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(focused_text) == name:
            return
    raise AssertionError(f"Tab does not reach {name}")


def test_a_page_that_is_opened_gets_the_focus_under_its_title(console: ConsolePage, owner: Person) -> None:
    owner.create()
    keys, main = console.page.keyboard, console.page.get_by_role("main")

    for shortcut, title in (("gh", "History"), ("gv", "Overview"), ("n", "Investigation")):
        keys.type(shortcut)

        expect(main).to_be_focused()
        expect(main).to_have_accessible_name(title)
