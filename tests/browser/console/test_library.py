"""Templates saved and applied; history filtered, archived, resumed."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import RESULTS, ConsolePage
from tests.support.live.users import Person

pytestmark = pytest.mark.live


def test_settings_saved_as_a_template_can_be_used_with_other_values(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    page = console.page
    entities = [{"entity_type": "ip_address", "entity_id": "{{address}}"}]
    investigation_id = owner.create(settings=settings | {"entities": entities})
    console.open(f"i/{investigation_id}")
    name = page.get_by_label("Name", exact=True)
    name.fill("")
    console.button("Save as template").click()
    expect(page.get_by_text("These settings are not saved.")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)

    name.fill("Just typed")
    console.button("Save as template").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Brute force")
    console.button("Save template").click()
    page.get_by_role("button", name="Show", exact=True).click()

    expect(page.locator("wizard-templates").get_by_role("heading", name="Brute force")).to_be_visible()
    expect(console.button("Use template")).to_be_disabled()
    page.get_by_label("address").fill("203.0.113.7")
    console.button("Use template").click()

    console.expect_step("Settings")
    expect(page.get_by_label("Identifier")).to_have_value("203.0.113.7")
    used = owner.state(console.id)["settings"]
    assert (used["name"], used["entities"][0]["entity_id"]) == ("Just typed", "203.0.113.7")


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


@pytest.fixture
def past_ids(owner: Person, settings: dict[str, Any]) -> dict[str, str]:
    """Create three investigations and return their ids by outcome."""
    ids = {name: owner.create(settings=settings | {"name": name}) for name in ("finished", "failed", "unfinished")}
    for name in ("finished", "failed"):
        owner.change(ids[name], wizard_step="PROGRESS")
    owner.change(ids["finished"], results=RESULTS, status="COMPLETED")
    owner.report(ids["failed"], "error_occurred", error_message="gone", recoverable=False)
    return ids


def test_history_is_filtered(console: ConsolePage, past_ids: dict[str, str]) -> None:
    rows = console.page.locator("wizard-history tbody tr")
    console.open("history")
    expect(rows).to_have_count(3)

    console.page.get_by_label("Status").select_option("ERROR")
    expect(rows).to_have_text([re.compile("failed")])
    console.page.get_by_label("Status").select_option("")
    console.page.get_by_label("Risk").select_option("high")
    expect(rows).to_have_text([re.compile("finished")])
    console.page.get_by_label("Risk").select_option("")
    console.page.get_by_role("searchbox", name="Search").fill("unfin")
    expect(rows).to_have_text([re.compile("unfinished")])
    console.page.get_by_role("searchbox", name="Search").fill("no such name")
    expect(console.page.get_by_role("heading", name="Nothing matches")).to_be_visible()


def test_filters_set_before_the_page_responds_all_apply(console: ConsolePage, past_ids: dict[str, str]) -> None:
    console.open("history")
    expect(console.page.locator("wizard-history tbody tr")).to_have_count(3)

    console.page.locator("wizard-history").evaluate(
        """element => {
            const choose = (id, value) => {
                const select = element.shadowRoot.getElementById(id);
                select.value = value;
                select.dispatchEvent(new Event("change"));
            };
            choose("status", "ERROR"); choose("risk_level", "high"); choose("status", "");
        }"""
    )

    expect(console.page.locator("wizard-history tbody tr")).to_have_text([re.compile("finished")])
    expect(console.page.get_by_label("Status")).to_have_value("")
    expect(console.page.get_by_label("Risk")).to_have_value("high")


def test_investigations_are_archived_and_restored(console: ConsolePage, past_ids: dict[str, str]) -> None:
    rows = console.page.locator("wizard-history tbody tr")
    console.open("history")
    console.page.get_by_label("Select finished").check()
    console.page.get_by_label("Select failed").check()
    console.page.get_by_role("group", name="Selection").get_by_role("button", name="Archive").click()
    expect(rows).to_have_count(1)

    console.page.get_by_role("group", name="Where").get_by_role("button", name="Archive").click()
    expect(rows).to_have_count(2)
    rows.filter(has_text="failed").get_by_role("button", name="Restore").click()

    expect(rows).to_have_text([re.compile("finished")])


@pytest.mark.parametrize(
    ("name", "step"), [("finished", "Results"), ("failed", "Progress"), ("unfinished", "Settings")]
)
def test_a_past_investigation_opens_at_its_step(
    name: str, step: str, console: ConsolePage, past_ids: dict[str, str]
) -> None:
    console.open("history")
    console.page.locator("wizard-history").get_by_role("button", name=name, exact=True).click()

    console.expect_step(step)
    assert console.id == past_ids[name]
