"""The form of a template in the console, and its audit trail."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import ConsolePage
from tests.support.live.users import Document, Person

pytestmark = pytest.mark.live


def test_a_template_is_renamed_and_edited_and_typed_text_survives_a_reload(
    console: ConsolePage, owner: Person, template: Document
) -> None:
    page = console.page
    console.open(f"templates/{template['template_id']}")
    console.button("Edit Brute force").click()
    page.get_by_label("Template name").fill("Slow force")
    page.get_by_label("Template description").fill("One address")
    page.get_by_label("Identifier").fill("")
    console.button("Save template").click()
    expect(page.get_by_text("Name at least one entity.")).to_be_visible()

    page.reload()

    expect(page.get_by_label("Template name")).to_have_value("Slow force")
    expect(page.get_by_label("Identifier")).to_have_value("")
    page.get_by_label("Identifier").fill("{{host}}")
    console.button("Save template").click()
    expect(page.locator("wizard-templates").get_by_role("heading", name="Slow force")).to_be_visible()
    stored = owner.call("GET", f"/templates/{template['template_id']}").document
    assert (stored["name"], stored["description"], stored["placeholders"]) == ("Slow force", "One address", ["host"])
    assert stored["settings"]["tools"] == template["settings"]["tools"]


@pytest.mark.parametrize("answer", ["Replace", "Cancel"])
def test_the_name_of_another_template_is_taken_only_after_confirmation(
    answer: str, console: ConsolePage, owner: Person, settings: dict[str, Any], template: Document
) -> None:
    assert owner.call("POST", "/templates", {"name": "Taken", "settings": settings}).status == 201
    console.open(f"templates/{template['template_id']}/edit")
    console.page.get_by_label("Template name").fill("Taken")
    console.button("Save template").click()

    question = console.page.get_by_role("dialog", name="Replace the template?")
    question.get_by_role("button", name=answer).click()

    expect(question).to_be_hidden()
    if answer == "Replace":
        expect(console.page.get_by_text('Saved "Taken"')).to_be_visible()
    else:
        expect(console.page.get_by_label("Template name")).to_have_value("Taken")
    names = sorted(item["name"] for item in owner.call("GET", "/templates").document["items"])
    assert names == {"Replace": ["Taken"], "Cancel": ["Brute force", "Taken"]}[answer]


def test_a_template_that_was_changed_elsewhere_is_replaced_only_by_a_second_save(
    console: ConsolePage, owner: Person, template: Document
) -> None:
    path = f"/templates/{template['template_id']}"
    console.open(f"{path[1:]}/edit")
    console.page.get_by_label("Template description").fill("Typed here")
    owner.call("PUT", path, {"description": "Changed elsewhere"})

    console.button("Save template").click()

    expect(console.page.get_by_role("alert")).to_contain_text("This template was changed elsewhere, to version 2.")
    assert owner.call("GET", path).document["description"] == "Changed elsewhere"
    console.page.reload()
    expect(console.page.get_by_role("alert")).to_contain_text("This template was changed elsewhere, to version 2.")
    console.button("Save template").click()
    expect(console.page.get_by_text('Saved "Brute force"')).to_be_visible()
    assert owner.call("GET", path).document["description"] == "Typed here"


def test_a_template_is_duplicated_under_a_free_name(console: ConsolePage, owner: Person, template: Document) -> None:
    for name in ("Brute force, copy", "Brute force, copy 2"):
        console.open(f"templates/{template['template_id']}")
        console.button("Duplicate Brute force").click()
        expect(console.page.get_by_label("Template name")).to_have_value(name)

    settings = [
        owner.call("GET", f"/templates/{item['template_id']}").document["settings"]
        for item in owner.call("GET", "/templates").document["items"]
    ]
    assert settings == [template["settings"]] * 3


def test_versions_of_a_template_are_compared(console: ConsolePage, owner: Person, template: Document) -> None:
    template_id = template["template_id"]
    for description in ("First", "Second"):
        owner.call("PUT", f"/templates/{template_id}", {"description": description})
    console.open(f"templates/{template_id}")
    console.button("Versions of Brute force").click()
    cells = console.page.locator("wizard-changes tbody tr").get_by_role("cell")
    expect(cells).to_have_text(["First", "Second"])

    console.page.get_by_label("From", exact=True).select_option("1")
    expect(cells).to_have_text(["none", "Second"])
    console.page.reload()

    expect(cells).to_have_text(["none", "Second"])


def test_a_template_leads_to_its_audit_trail(console: ConsolePage, owner: Person, template: Document) -> None:
    owner.call("PUT", f"/templates/{template['template_id']}", {"description": "Changed"})
    console.open(f"templates/{template['template_id']}")

    console.button("Audit trail of Brute force").click()

    entries = console.page.locator("wizard-audit details")
    expect(entries.locator("summary")).to_contain_text(["Template updated", "Template created"])
    entries.first.locator("summary").click()
    row = entries.first.get_by_role("row").filter(has_text="Description")
    expect(row.get_by_role("cell")).to_have_text(["Changed"])
    console.button("Verify the chain").click()
    expect(console.page.get_by_text("2 entries, unbroken")).to_be_visible()
    console.page.get_by_label("Action", exact=True).select_option("TEMPLATE_CREATED")
    expect(entries.locator("summary")).to_contain_text(["Template created"])
    expect(console.heading('Audit trail of "Brute force"')).to_be_visible()
