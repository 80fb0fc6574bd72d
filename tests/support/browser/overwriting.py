"""Two users of one investigation, of whom one writes over what the other has set."""

from typing import Any

from playwright.sync_api import Locator, expect

from tests.support.browser.console_page import ConsolePage
from tests.support.live.users import Person


def name_field(console: ConsolePage) -> Locator:
    return console.page.get_by_label("Name", exact=True)


def overwrite(editor: Person, investigation_id: str, **settings: Any) -> None:
    overwrite_state(editor, investigation_id, settings=settings)


def overwrite_state(editor: Person, investigation_id: str, **changes: Any) -> None:
    assert editor.call("PATCH", f"/{investigation_id}/state", changes, {"If-Match": "*"}).status == 200


def start(console: ConsolePage) -> None:
    console.button("Start investigation").click()
    console.expect_step("Progress")
    console.expect_saved()


def retry_after_error(console: ConsolePage, owner: Person, investigation_id: str) -> None:
    owner.change(investigation_id, status="ERROR")
    console.button("Retry").first.click()
    expect(console.button("Retry")).to_have_count(0)


def overwritten(console: ConsolePage) -> Locator:
    return console.page.get_by_role("region", name="Overwritten")
