"""Edits of two users: one is overwritten unseen, or made while the other types."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import ConsolePage
from tests.support.browser.overwriting import (
    name_field,
    overwrite,
    overwrite_state,
    overwritten,
    retry_after_error,
    start,
)
from tests.support.live.users import Person

pytestmark = pytest.mark.live


def test_an_overwritten_edit_is_shown_with_its_actor_and_both_values_over_a_reload_and_put_back(
    console: ConsolePage, owner: Person, editor: Person, shared: str
) -> None:
    entities = [{"entity_type": "host", "entity_id": "theirs"}]
    overwrite(editor, shared, name="Theirs", entities=entities, description="Only theirs")

    for _ in range(2):
        expect(overwritten(console).get_by_role("alert")).to_contain_text(f"{editor.user_id} wrote over your change")
        rows = overwritten(console).get_by_role("row")
        expect(rows).to_contain_text(["Field", "Name", "Entities"])
        expect(rows.nth(1).get_by_role("cell")).to_have_text(["Mine", "Theirs"])
        expect(rows.nth(2).get_by_role("cell")).to_have_text(["ip_address 183.62.140.253", "host theirs"])
        console.page.reload()
        console.expect_live()
    overwritten(console).get_by_role("button", name="Copy mine").click()
    expect(console.page.get_by_text("Copied your change")).to_be_visible()
    overwritten(console).get_by_role("button", name="Put mine back").click()

    expect(overwritten(console)).to_have_count(0)
    expect(name_field(console)).to_have_value("Mine")
    console.expect_saved()
    stored = owner.state(shared)["settings"]
    assert (stored["name"], stored["description"]) == ("Mine", "Only theirs")
    assert stored["entities"][0]["entity_id"] == "183.62.140.253"
    assert "Settings, name: Mine" in console.page.evaluate("navigator.clipboard.readText()")


def test_a_dismissed_overwrite_stays_away_until_the_next_one(console: ConsolePage, editor: Person, shared: str) -> None:
    overwrite(editor, shared, name="Theirs")
    overwritten(console).get_by_role("button", name="Keep theirs").click()
    expect(overwritten(console)).to_have_count(0)
    console.page.reload()
    expect(name_field(console)).to_have_value("Theirs")
    console.expect_live()
    name_field(console).fill("Mine again")
    console.expect_saved()
    expect(console.heading("Mine again")).to_be_visible()
    expect(overwritten(console)).to_have_count(0)

    overwrite(editor, shared, name="Theirs again")

    expect(overwritten(console).get_by_role("cell")).to_have_text(["Mine again", "Theirs again"])


def test_no_edit_counts_as_overwritten_when_another_field_or_a_seen_version_was_changed(
    console: ConsolePage, editor: Person, shared: str
) -> None:
    overwrite(editor, shared, description="A field that was not mine")
    editor.change(shared, settings={"name": "Seen"})

    expect(name_field(console)).to_have_value("Seen")
    expect(console.page.get_by_label("Description (optional)")).to_have_value("A field that was not mine")
    expect(overwritten(console)).to_have_count(0)


def test_a_step_and_a_status_that_another_user_overwrites_are_shown_with_both_values_over_a_reload(
    console: ConsolePage, owner: Person, editor: Person, shared: str
) -> None:
    start(console)
    overwrite_state(editor, shared, wizard_step="SETTINGS")

    for _ in range(2):
        expect(overwritten(console).get_by_role("alert")).to_contain_text(f"{editor.user_id} wrote over your change")
        expect(overwritten(console).get_by_role("rowheader")).to_have_text(["Wizard step"])
        expect(overwritten(console).get_by_role("cell")).to_have_text(["PROGRESS", "SETTINGS"])
        expect(overwritten(console).get_by_role("button")).to_have_text(["Copy mine", "Keep theirs"])
        console.page.reload()
        console.expect_live()
    start(console)
    expect(overwritten(console)).to_have_count(0)

    retry_after_error(console, owner, shared)
    overwrite_state(editor, shared, status="ERROR")

    expect(overwritten(console).get_by_role("cell")).to_have_text(["IN_PROGRESS", "ERROR"])


def test_a_status_that_an_executor_sets_unseen_is_shown_and_a_run_that_stores_its_results_is_not(
    console: ConsolePage, owner: Person, editor: Person, shared: str, results: dict[str, Any]
) -> None:
    start(console)
    retry_after_error(console, owner, shared)
    editor.log(shared, "at work")
    overwrite_state(editor, shared, status="ERROR")
    expect(overwritten(console).get_by_role("cell")).to_have_text(["IN_PROGRESS", "ERROR"])
    console.button("Retry").first.click()
    expect(overwritten(console)).to_have_count(0)

    overwrite_state(editor, shared, status="COMPLETED", wizard_step="RESULTS", results=results)

    console.expect_step("Results")
    expect(overwritten(console)).to_have_count(0)


def test_results_that_another_user_overwrites_unseen_are_shown(
    console: ConsolePage, owner: Person, editor: Person, shared: str, results: dict[str, Any]
) -> None:
    start(console)
    owner.change(shared, status="COMPLETED", wizard_step="RESULTS", results=results)
    console.expect_step("Results")

    overwrite_state(editor, shared, results={"report_url": "/theirs", "risk_score": {"overall_score": 3}})

    expect(overwritten(console).get_by_role("rowheader")).to_have_text(["Results, risk score, overall score"])
    mine = results["risk_score"]["overall_score"]
    expect(overwritten(console).get_by_role("cell")).to_have_text([str(mine), "3"])


def test_typing_keeps_what_another_user_changes_meanwhile_and_asks_about_the_same_field(
    console: ConsolePage, owner: Person, editor: Person, shared: str
) -> None:
    # An empty name cannot be saved, so the form keeps it while the other user changes two fields.
    name_field(console).fill("")
    console.page.get_by_label("Identifier").fill("203.0.113.99")
    expect(console.save_status).to_contain_text("not saved")
    editor.change(shared, settings={"name": "Theirs", "description": "Theirs too"})
    expect(console.heading("Theirs")).to_be_visible()
    console.page.reload()
    expect(console.heading("Theirs")).to_be_visible()

    name_field(console).fill("Mine still")

    dialog = console.page.get_by_role("dialog", name="Two changes of the same thing")
    expect(dialog.get_by_role("row")).to_have_count(2)
    expect(dialog).to_contain_text(editor.user_id)
    dialog.get_by_role("button", name="Keep mine").click()
    expect(console.heading("Mine still")).to_be_visible()
    console.expect_saved()
    stored = owner.state(shared)["settings"]
    assert (stored["name"], stored["description"]) == ("Mine still", "Theirs too")
    assert stored["entities"][0]["entity_id"] == "203.0.113.99"
