"""Late, repeated and missing responses, and repeated input."""

import re
from typing import Any

import pytest
from playwright.sync_api import Request, Route, expect

from tests.support.browser.console_page import ConsolePage
from tests.support.browser.console_pages import NO_TIMEOUTS
from tests.support.live.users import Person

pytestmark = pytest.mark.live


def hold_first_request(console: ConsolePage, pattern: str) -> list[Route]:
    """Hold the first request that matches; the others pass."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    console.page.route(pattern, hold)
    return held


def release(console: ConsolePage, held: list[Route]) -> None:
    """Release the held request and wait until the console has rendered its response."""
    with console.page.expect_request_finished(lambda request: request == held[0].request):
        held[0].continue_()
    console.wait_until_rendered()


def test_a_late_response_does_not_replace_the_latest_audit_filter(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    investigation_id = owner.create(settings=settings)
    owner.change(investigation_id, wizard_step="PROGRESS")
    console.open(f"i/{investigation_id}/audit")
    entries = console.page.locator("wizard-audit ol > li")
    expect(entries).to_have_count(2)
    held = hold_first_request(console, "**/audit?action_type=STATE_CREATED*")

    with console.page.expect_request("**/audit?action_type=STATE_CREATED*"):
        console.page.get_by_label("Action", exact=True).select_option("STATE_CREATED")
    console.page.get_by_label("Action", exact=True).select_option("STEP_CHANGED")
    expect(entries).to_have_count(1)
    release(console, held)

    expect(entries).to_contain_text("Step changed")


def test_a_late_response_does_not_replace_the_latest_selected_template(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    ids = [
        owner.call("POST", "/templates", {"name": name, "settings": settings}).document["template_id"]
        for name in ("First", "Second")
    ]
    console.open("templates")
    items = console.page.locator("wizard-templates .item")
    expect(items).to_have_count(2)
    held = hold_first_request(console, f"**/templates/{ids[0]}")

    with console.page.expect_request(f"**/templates/{ids[0]}"):
        items.filter(has_text="First").click()
    items.filter(has_text="Second").click()
    preview = console.page.locator("wizard-templates .preview h3")
    expect(preview).to_have_text("Second")
    release(console, held)

    expect(preview).to_have_text("Second")


def test_a_double_click_on_show_more_adds_one_page(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    for _ in range(51):
        owner.create(settings=settings)
    console.open("history")
    rows = console.page.locator("wizard-history tbody tr")
    expect(rows).to_have_count(50)
    requests: list[Request] = []
    console.page.on("request", lambda request: requests.append(request) if "cursor=" in request.url else None)

    console.button("Show more").dblclick()
    expect(rows.nth(50)).to_be_visible()
    for request in requests:
        response = request.response()
        assert response
        response.finished()
    console.wait_until_rendered()

    expect(rows).to_have_count(51)


def test_the_second_click_of_a_double_click_does_not_open_the_row_that_took_the_place_of_the_button(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    for _ in range(51):
        owner.create(settings=settings)
    console.open("history")
    rows = console.page.locator("wizard-history tbody tr")
    expect(rows).to_have_count(50)
    console.button("Show more").hover()
    mouse = console.page.mouse
    mouse.down()
    mouse.up()
    expect(rows).to_have_count(51)

    mouse.down(click_count=2)
    mouse.up(click_count=2)
    console.wait_until_rendered()

    expect(console.page).to_have_url(re.compile("#/history"))
    rows.nth(50).get_by_role("button", name="Open").click()
    expect(console.page).to_have_url(re.compile("#/i/"))


def test_a_click_on_show_more_after_the_last_page_requests_nothing(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    owner.create(settings=settings)
    console.open("history")
    expect(console.page.locator("wizard-history tbody tr")).to_have_count(1)
    requests: list[Request] = []
    console.page.on("request", lambda request: requests.append(request) if "/history" in request.url else None)

    console.page.locator("wizard-history").evaluate("list => list.dispatchEvent(new Event('wizard-history-more'))")

    console.wait_until_rendered()
    assert requests == []


def test_a_key_held_down_creates_one_investigation(console: ConsolePage, owner: Person) -> None:
    methods: list[str] = []
    console.page.on("request", lambda request: methods.append(request.method))
    for _ in range(3):
        console.page.keyboard.down("n")
    console.page.keyboard.up("n")

    expect(console.heading("New investigation")).to_be_visible()
    assert methods.count("POST") == 1
    assert owner.call("GET", "/active").document["total"] == 1


def test_keys_do_nothing_behind_a_dialog(console: ConsolePage) -> None:
    console.page.evaluate(
        """() => {
            const [base, theirs, mine] = ["a", "b", "c"].map(name => ({settings: {name}}));
            const dialog = Object.assign(document.createElement("wizard-conflict"),
                {conflict: {base, theirs, mine, fields: ["settings.name"]}});
            document.body.append(dialog);
        }"""
    )
    expect(console.page.get_by_role("dialog")).to_be_visible()

    console.page.keyboard.press("f")

    assert console.page.evaluate("localStorage.getItem('wizard.drawer')") is None


def test_a_truncated_link_opens_a_page(console: ConsolePage) -> None:
    console.open("i/%E2%82")

    expect(console.heading("This investigation is not there")).to_be_visible()
    assert console.page_errors == []


def test_logging_out_without_a_network_shows_an_error(console: ConsolePage) -> None:
    console.page.route("**/session", lambda route: route.abort())

    console.page.get_by_label("Account and appearance").click()
    console.button("Log out").click()

    expect(console.page.locator(".toast.error")).to_be_visible()
    assert console.page_errors == []


def test_the_end_of_a_session_aborts_its_requests_whose_responses_would_reach_the_next_session(
    console: ConsolePage, owner: Person
) -> None:
    page = console.page
    page.evaluate(NO_TIMEOUTS)
    held = hold_first_request(console, "**/history?*")
    with page.expect_request("**/history?*"):
        console.open("history")
    page.context.clear_cookies()

    with page.expect_event("requestfailed", lambda request: request == held[0].request):
        console.open("templates")

    page.get_by_label("Access token").fill(owner.token)
    console.button("Log in").click()
    expect(page.get_by_role("heading", name="Templates", exact=True)).to_be_visible()
