"""The settings of an investigation: what was typed stays as it is, and what prevents the start is marked."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import ConsolePage
from tests.support.live.users import Person

pytestmark = pytest.mark.live

# Clicks before the typed name can have been saved.
TYPE_AND_CREATE = """text => {
    const name = document.querySelector('wizard-settings').shadowRoot.getElementById('name');
    name.value = text;
    name.dispatchEvent(new Event('input'));
    const items = [...document.querySelectorAll('.menu .items button')];
    items.find(({ textContent }) => textContent.includes('New with these settings')).click();
}"""


def test_settings_whose_tools_are_all_switched_off_mark_the_tools_when_they_are_started(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    tools = [tool | {"enabled": False} for tool in settings["tools"]]
    console.open_investigation(owner.create(settings=settings | {"tools": tools}))

    console.button("Start investigation").click()

    marked = console.page.locator("wizard-settings fieldset", has=console.button("Add tool"))
    expect(marked).to_contain_text("Switch on at least one tool to start.")
    expect(console.button("Add tool")).to_be_focused()
    expect(console.page.locator(".toast, .banner")).to_have_count(0)
    marked.get_by_role("checkbox").first.check()
    expect(marked).not_to_contain_text("Switch on")
    console.button("Start investigation").click()
    console.expect_step("Progress")


def test_typed_numbers_are_saved_and_shown_as_they_were_typed_over_a_reload(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    page = console.page
    typed = ["3.10", "12345678901234567890", "1.0", "1e5", "[2.50]", "7", "-0.5"]
    values = page.get_by_label("Value of parameter_")
    console.open_investigation(owner.create(settings=settings))
    console.button("Parameters").click()
    for number, text in enumerate(typed, 1):
        console.button("Add parameter").click()
        page.get_by_label(f"Value of parameter_{number}", exact=True).fill(text)
    values.last.blur()
    console.expect_saved()
    assert [value.input_value() for value in values.all()] == typed

    page.reload()
    console.button("7 parameters").click()

    expect(values).to_have_count(7)
    assert [value.input_value() for value in values.all()] == typed
    (tool,) = owner.state(console.id)["settings"]["tools"]
    assert list(tool["parameters"].values()) == [*typed[:5], 7, -0.5]


def test_a_new_investigation_gets_the_settings_of_the_form_as_they_were_just_typed(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    page, name = console.page, console.page.get_by_label("Name", exact=True)
    original = owner.create(settings=settings)
    console.open_investigation(original)
    name.fill("")
    console.button("More actions").click()
    console.button("New with these settings").click()
    expect(page.get_by_text("These settings are not saved.")).to_be_visible()
    expect(name).to_be_focused()

    page.evaluate(TYPE_AND_CREATE, "Just typed")

    console.expect_step("Settings")
    expect(console.heading("Just typed")).to_be_visible()
    expect(page).not_to_have_url(re.compile(original))
    assert owner.state(console.id)["settings"]["name"] == "Just typed"
