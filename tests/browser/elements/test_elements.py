"""The custom elements by themselves, in a page that is not the console."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.element_page import give, show

pytestmark = pytest.mark.live


def test_a_row_just_added_stays_when_the_page_supplies_the_stored_settings(
    page: Page, settings: dict[str, Any]
) -> None:
    described = settings | {"description": "described"}
    show(page, "wizard-settings", settings=described)
    page.get_by_role("button", name="Add entity").click()
    rows = page.locator("li.entity")
    count = len(settings["entities"]) + 1
    expect(rows).to_have_count(count)

    # Another order of members is the same document.
    give(page, settings=dict(reversed(described.items())))
    give(page, editable=True)

    expect(rows).to_have_count(count)


@pytest.mark.parametrize("text", ["12026-01-15 10:00", "2026-01-15 25:00", "15.1.2026", "2026-01-15 10:00 PM"])
def test_what_is_not_a_time_stays_in_its_field_with_a_problem(page: Page, settings: dict[str, Any], text: str) -> None:
    show(page, "wizard-settings", settings=settings)
    start = page.get_by_label("From", exact=True)

    start.fill(text)
    start.press("Tab")

    expect(page.get_by_text("Write the time as 2026-01-31 09:30.")).to_be_visible()
    expect(start).to_have_value(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-01-15", "2026-01-15 00:00:00"),
        ("2026-01-15 10:00", "2026-01-15 10:00:00"),
        ("2026-01-15T22:00:09", "2026-01-15 22:00:09"),
        ("2026-01-15T10:00:00.250+02:00", "2026-01-15 08:00:00"),
    ],
)
def test_a_time_is_written_with_24_hours_in_any_browser(
    page: Page, settings: dict[str, Any], text: str, shown: str
) -> None:
    show(page, "wizard-settings", settings=settings)
    start = page.get_by_label("From", exact=True)

    start.fill(text)
    start.press("Tab")

    expect(start).to_have_value(shown)


def test_the_calendar_changes_the_day_and_keeps_the_time(page: Page, settings: dict[str, Any]) -> None:
    show(page, "wizard-settings", settings=settings)
    start = page.get_by_label("From", exact=True)
    start.fill("2026-01-15 10:30")

    page.locator(".time_range-start input[type=date]").fill("2026-02-01")

    expect(start).to_have_value("2026-02-01 10:30:00")


def test_the_focus_moves_on_when_the_last_row_is_removed(page: Page, settings: dict[str, Any]) -> None:
    show(page, "wizard-settings", settings=settings)

    page.get_by_role("button", name=f"Remove entity {len(settings['entities'])}").click()

    expect(page.get_by_role("button", name="Add entity")).to_be_focused()


def test_values_that_change_with_every_line_are_not_announced(page: Page) -> None:
    show(page, "wizard-log", lines=[{"message": "one"}])

    expect(page.get_by_text("1 line", exact=True)).to_be_visible()
    expect(page.get_by_role("status")).to_have_count(0)


def test_a_tool_that_ran_again_lists_its_earlier_runs(page: Page) -> None:
    runs = [
        {"status": "ERROR", "percent_complete": 30, "error_message": "no route", "error_code": "E1"},
        {"status": "COMPLETED", "percent_complete": 100, "duration_ms": 40, "result_summary": "found two"},
    ]
    tool = {"tool_name": "geo", "status": "IN_PROGRESS", "percent_complete": 10, "runs": runs}
    progress = {"overall_progress": 10, "phases": [], "agents": [], "tools_executed": [tool], "logs": []}
    show(page, "wizard-progress", state={"status": "IN_PROGRESS", "progress": progress})

    page.get_by_text("2 earlier runs").click()

    expect(page.get_by_text("Error, no route (code E1)")).to_be_visible()
    expect(page.get_by_text("Completed, 40 ms, found two")).to_be_visible()


def test_the_poll_interval_is_not_announced(page: Page) -> None:
    connection = {"phase": "live", "transport": "poll", "intervalMs": 1987}
    show(page, "wizard-connection", connection=connection)

    expect(page.get_by_role("button")).to_have_text("Connection: Poll, live every 2 s")
    expect(page.get_by_role("status")).to_have_text("Connection: Poll, live")


def test_a_conflict_stays_until_it_is_decided(page: Page) -> None:
    states = {"base": {"settings": {"name": "a"}}, "theirs": {"settings": {"name": "b"}}}
    show(page, "wizard-conflict", conflict=states | {"mine": {"settings": {"name": "c"}}, "fields": ["settings.name"]})
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()

    for _ in range(3):
        page.keyboard.press("Escape")

    expect(dialog).to_be_visible()
    give(page, conflict=None)
    expect(dialog).to_be_hidden()


def test_an_archived_row_of_the_history_can_be_restored_and_others_opened(page: Page) -> None:
    kept = {"investigation_id": "kept", "name": "kept", "status": "COMPLETED"}
    archived = {"investigation_id": "old", "name": "old", "status": "COMPLETED", "archived_at": "2026-01-01T00:00:00Z"}

    show(page, "wizard-history", items=[kept, archived], total=2)

    expect(page.locator("td.act")).to_have_text(["Open", "Restore"])


def test_a_day_that_is_being_typed_stays_while_the_history_shows_new_items(page: Page) -> None:
    show(page, "wizard-history", items=[], total=0, query={"from": "2026-01-01T00:00:00Z"})
    last = page.get_by_label("To", exact=True)
    last.press_sequentially("2026-01")

    give(page, items=[{"investigation_id": "i", "name": "found", "status": "COMPLETED"}], total=1)

    expect(page.get_by_role("button", name="found")).to_be_visible()
    expect(last).to_have_value("2026-01")


def test_a_parameter_does_not_take_the_name_of_another(page: Page, settings: dict[str, Any]) -> None:
    tool = settings["tools"][0] | {"parameters": {"first": 1, "second": 2}}
    show(page, "wizard-settings", settings=settings | {"tools": [tool]})
    page.get_by_role("button", name="2 parameters").click()
    second = page.get_by_label("Parameter 2", exact=True)

    second.fill("first")
    second.press("Enter")

    expect(second).to_have_js_property("validationMessage", "Another parameter has this name.")
    expect(page.get_by_label("Value of first")).to_have_value("1")
    expect(page.get_by_label("Value of second")).to_have_value("2")
    second.fill("third")
    second.press("Enter")
    expect(page.get_by_label("Value of third")).to_have_value("2")
