"""Templates in the console: saved, used, filled in, deleted."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import ConsolePage
from tests.support.live.users import Document, Person

pytestmark = pytest.mark.live


def test_settings_typed_into_the_wizard_are_saved_as_a_template_that_is_listed_and_used(
    console: ConsolePage, owner: Person
) -> None:
    page = console.page
    page.locator("main").get_by_role("button", name="New investigation").first.click()
    console.fill_in("Typed by hand", entity="{{address}}")
    name = page.get_by_label("Name", exact=True)
    name.fill("")
    console.button("Save as template").click()
    expect(page.get_by_text("These settings are not saved.")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)

    name.fill("Just typed")
    console.button("Save as template").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Brute force")
    page.get_by_role("dialog").get_by_label("Description").fill("One address")
    console.button("Save template").click()
    page.get_by_role("button", name="Show", exact=True).click()

    (stored,) = owner.call("GET", "/templates").document["items"]
    assert page.url.endswith(f"#/templates/{stored['template_id']}")
    expect(page.get_by_role("list", name="Templates").get_by_role("button")).to_contain_text(["Brute force"])
    expect(console.button("Use template")).to_be_disabled()
    page.get_by_label("address").fill("203.0.113.7")
    console.button("Use template").click()

    console.expect_step("Settings")
    expect(page.get_by_label("Identifier")).to_have_value("203.0.113.7")
    used = owner.state(console.id)["settings"]
    assert (used["name"], used["entities"][0]["entity_id"]) == ("Just typed", "203.0.113.7")


def test_the_settings_page_lists_name_description_entity_count_and_last_change_of_every_template(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    two = settings | {"entities": [{"entity_type": "host", "entity_id": name} for name in ("a", "b")]}
    for members in ({"name": "Old", "settings": two, "description": "Of last year"}, {"name": "New", "settings": two}):
        assert owner.call("POST", "/templates", members).status == 201

    console.page.locator("main").get_by_role("button", name="New investigation").first.click()

    listed = console.page.get_by_role("list", name="Templates").get_by_role("button")
    texts = ["New2 entities.*changed", "Old2 entitiesOf last yearchanged"]
    expect(listed).to_have_text([re.compile(rf"{text} (just now|\d+ (sec|min)\. ago)$") for text in texts])
    days = [item["updated_at"][:4] for item in owner.call("GET", "/templates").document["items"]]
    titles = listed.locator("[title]").evaluate_all("nodes => nodes.map(node => node.title)")
    assert [day in title for day, title in zip(days, titles, strict=True)] == [True, True]


@pytest.mark.parametrize("answer", ["Replace", "Cancel"])
def test_a_template_of_the_same_name_is_replaced_only_after_confirmation(
    answer: str, console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    assert owner.call("POST", "/templates", {"name": "Brute force", "settings": settings}).status == 201
    investigation_id = owner.create(settings=settings | {"name": "Newer"})
    console.open(f"i/{investigation_id}")
    console.button("Save as template").click()
    console.page.get_by_role("dialog").get_by_label("Name").fill("Brute force")
    console.button("Save template").click()

    question = console.page.get_by_role("dialog", name="Replace the template?")
    question.get_by_role("button", name=answer).click()

    expect(question).to_be_hidden()
    if answer == "Replace":
        expect(console.page.get_by_text('Saved "Brute force"')).to_be_visible()
    (template,) = owner.call("GET", "/templates").document["items"]
    names = {"Replace": "Newer", "Cancel": settings["name"]}
    assert owner.call("GET", f"/templates/{template['template_id']}").document["settings"]["name"] == names[answer]


def test_a_template_that_is_not_stored_keeps_its_dialog_with_the_reason(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    console.open(f"i/{owner.create(settings=settings)}")
    console.button("Save as template").click()
    dialog = console.page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Brute force")
    console.page.route("**/templates*", lambda route: route.fulfill(status=500, json={"detail": "It is full."}))
    console.button("Save template").click()
    expect(dialog.get_by_role("alert")).to_contain_text("It is full.")
    expect(dialog.get_by_label("Name")).to_have_value("Brute force")

    console.page.unroute("**/templates*")
    console.button("Save template").click()

    expect(console.page.get_by_text('Saved "Brute force"')).to_be_visible()
    expect(dialog).to_have_count(0)


def test_a_deleted_template_can_be_restored(console: ConsolePage, owner: Person, settings: dict[str, Any]) -> None:
    assert owner.call("POST", "/templates", {"name": "Old", "settings": settings}).status == 201
    console.open("templates")
    console.page.get_by_role("button", name="Old").click()
    console.button("Delete Old").click()
    console.button("Delete").click()
    expect(console.page.get_by_role("heading", name="No templates yet")).to_be_visible()

    console.button("Undo").click()

    expect(console.page.locator("wizard-templates").get_by_text("Old").first).to_be_visible()


def test_a_template_fills_in_every_setting_of_the_open_wizard_and_undo_puts_back_what_was_typed(
    console: ConsolePage, owner: Person, settings: dict[str, Any], template: Document
) -> None:
    page = console.page
    investigation_id = owner.create(settings=settings)
    stored = owner.state(investigation_id)["settings"]
    console.open_investigation(investigation_id)
    page.get_by_label("Name", exact=True).fill("")
    expect(console.save_status).to_have_text("not saved: Give the investigation a name.")
    page.get_by_label("Description (optional)").fill("Not saved either")

    page.get_by_text("Fill in from a template (1)").click()
    page.get_by_role("list", name="Templates").get_by_role("button", name="Brute force").click()
    dialog = page.get_by_role("dialog", name="Fill in from a template")
    expect(dialog.get_by_role("button", name="Fill in", exact=True)).to_be_disabled()
    dialog.get_by_label("address").fill("203.0.113.7")
    dialog.get_by_role("button", name="Fill in", exact=True).click()

    expect(dialog).to_have_count(0)
    filled = template["settings"] | {"entities": [template["settings"]["entities"][0] | {"entity_id": "203.0.113.7"}]}
    assert (console.id, owner.state(investigation_id)["settings"]) == (investigation_id, filled)
    console.expect_saved()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Of the template")
    expect(page.get_by_label("Identifier")).to_have_value("203.0.113.7")
    expect(page.get_by_label("Name of tool 1")).to_have_value("root_attempts")
    expect(page.get_by_label("all entities")).to_be_checked()
    expect(page.get_by_label("one after the other")).to_be_checked()
    expect(page.get_by_label("From", exact=True)).to_have_value(re.compile("^2026-01-01"))

    console.button("Undo").click()

    expect(page.get_by_label("Description (optional)")).to_have_value("Not saved either")
    expect(console.save_status).to_have_text("not saved: Give the investigation a name.")
    page.get_by_label("Name", exact=True).fill("Named now")
    console.expect_saved()
    expected = stored | {"name": "Named now", "description": "Not saved either"}
    assert owner.state(investigation_id)["settings"] == expected
