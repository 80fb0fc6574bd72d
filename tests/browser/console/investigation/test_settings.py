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
