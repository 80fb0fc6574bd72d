"""Everybody can use it: by the keyboard alone, on a phone, from a program."""

import os
import subprocess
from typing import Any

import pytest
from console_page import ConsolePage
from live_people import Person
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.live


def test_no_view_is_wider_than_a_phone(console: ConsolePage, places: dict[str, str]) -> None:
    console.page.set_viewport_size({"width": 360, "height": 800})
    for view, place in places.items():
        console.look(view, place)
        console.unfold(view)
        assert console.page.evaluate("document.documentElement.scrollWidth") == 360, view
        assert console.page.evaluate("(m => m.scrollWidth - m.clientWidth)(document.querySelector('main'))") == 0, view


def test_a_phone_folds_the_filters_of_the_history_away(console: ConsolePage, places: dict[str, str]) -> None:
    console.page.set_viewport_size({"width": 390, "height": 844})
    console.open("history")
    rows = console.page.locator("wizard-history tbody tr")
    expect(rows).to_have_count(4)
    expect(console.page.get_by_label("Status")).to_be_hidden()

    console.button("Filters").click()
    console.page.get_by_label("Status").select_option("ERROR")
    console.button("Filters, 1 set").click()

    expect(rows).to_have_count(1)
    expect(console.page.get_by_label("Status")).to_be_hidden()


def test_the_keyboard_alone_does_everything(console: ConsolePage, owner: Person) -> None:
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
    page, known = console.page, owner.create(settings=settings)
    console.watch(known)
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


def test_a_key_does_nothing_where_its_action_is_not(console: ConsolePage) -> None:
    for keys in ("is", "id", "ia", "ic", "iy", "v1", "va", "a"):
        console.page.keyboard.type(keys)
    console.page.keyboard.type("gh")

    expect(console.heading("History")).to_be_visible()
    expect(console.page.get_by_role("dialog")).to_be_hidden()
    assert console.faults == []


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the control of this name has the focus."""
    deepest = """() => { let at = document.activeElement;
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        return at?.textContent?.trim() }"""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(deepest) == name:
            return
    raise AssertionError(f"Tab never comes to {name}")


def test_every_request_can_be_copied_as_a_program(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    known = owner.create(settings=settings)
    console.watch(known)
    console.button("Do it from a program").click()
    dialog = console.page.get_by_role("dialog", name="Do it from a program")
    dialog.get_by_role("button", name="Copy").click()
    expect(console.page.get_by_text("Copied as curl")).to_be_visible()
    copied = console.page.evaluate("navigator.clipboard.readText()")

    answer = subprocess.run(
        ["sh", "-c", copied], env=os.environ | {"TOKEN": owner.token}, capture_output=True, check=True
    )

    assert f'"investigation_id":"{known}"' in answer.stdout.decode()
    dialog.get_by_role("button", name="Python").click()
    dialog.get_by_role("button", name="Copy").click()
    expect(console.page.get_by_text("Copied as Python")).to_be_visible()
    program = console.page.evaluate("navigator.clipboard.readText()")
    told = subprocess.run(
        ["python3", "-c", program], env=os.environ | {"TOKEN": owner.token}, capture_output=True, check=True
    )
    assert told.stdout.startswith(b"200 ")
