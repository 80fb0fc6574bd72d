"""A step or status that a command of another user replaces, which needs no version."""

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import ConsolePage
from tests.support.browser.overwriting import overwritten, retry_after_error, start
from tests.support.live.users import Person

pytestmark = pytest.mark.live


@pytest.mark.parametrize(
    ("path", "sent", "cells"),
    [
        ("navigation", {"step": "SETTINGS"}, ["PROGRESS", "SETTINGS"]),
        ("cancel", None, ["IN_PROGRESS", "CANCELLED"]),
    ],
)
def test_a_command_of_another_user_that_replaces_a_step_or_status_is_shown(
    path: str,
    sent: dict[str, str] | None,
    cells: list[str],
    console: ConsolePage,
    owner: Person,
    editor: Person,
    shared: str,
) -> None:
    start(console)
    retry_after_error(console, owner, shared)

    assert editor.call("POST", f"/{shared}/{path}", sent).status == 200

    for _ in range(2):
        expect(overwritten(console).get_by_role("alert")).to_contain_text(f"{editor.user_id} has replaced your change")
        expect(overwritten(console).get_by_role("cell")).to_have_text(cells)
        console.page.reload()
        console.expect_live()
    overwritten(console).get_by_role("button", name="Keep theirs").click()
    expect(overwritten(console)).to_have_count(0)


def test_a_retry_of_another_user_is_shown_and_a_move_to_the_results_is_not(
    console: ConsolePage, owner: Person, editor: Person, shared: str
) -> None:
    start(console)
    owner.change(shared, status="ERROR")
    expect(console.button("Retry").first).to_be_visible()

    assert editor.call("POST", f"/{shared}/retry").status == 200

    expect(overwritten(console).get_by_role("cell")).to_have_text(["ERROR", "IN_PROGRESS"])
    overwritten(console).get_by_role("button", name="Keep theirs").click()
    owner.change(shared, status="ERROR")
    assert editor.call("POST", f"/{shared}/navigation", {"step": "RESULTS"}).status == 200
    console.expect_step("Results")
    expect(overwritten(console)).to_have_count(0)
