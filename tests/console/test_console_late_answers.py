"""Answers that come late, twice or never, and clicks that come twice."""

from typing import Any

import pytest
from console_page import ConsolePage
from live_people import Person
from playwright.sync_api import Request, Route, expect

pytestmark = pytest.mark.live


def hold_first(console: ConsolePage, pattern: str) -> list[Route]:
    """Keep the first request back that matches; the others pass."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    console.page.route(pattern, hold)
    return held


def release(console: ConsolePage, held: list[Route]) -> None:
    """Let the answer come, and be shown if it is going to be."""
    with console.page.expect_request_finished(lambda request: request == held[0].request):
        held[0].continue_()
    console.rendered()


def test_of_two_filters_of_the_audit_trail_the_last_one_counts(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    known = owner.create(settings=settings)
    owner.change(known, settings=settings | {"name": "renamed"})
    console.open(f"i/{known}/audit")
    entries = console.page.locator("wizard-audit ol > li")
    expect(entries).to_have_count(2)
    held = hold_first(console, "**/audit?action_type=STATE_CREATED*")

    with console.page.expect_request("**/audit?action_type=STATE_CREATED*"):
        console.page.get_by_label("actions", exact=True).select_option("STATE_CREATED")
    console.page.get_by_label("actions", exact=True).select_option("SETTINGS_MODIFIED")
    expect(entries).to_have_count(1)
    release(console, held)

    expect(entries).to_contain_text("Settings modified")


def test_of_two_templates_the_last_one_chosen_is_shown(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    ids = [
        owner.call("POST", "/templates", {"name": name, "settings": settings}).document["template_id"] for name in "AB"
    ]
    console.open("templates")
    items = console.page.locator("wizard-templates .item")
    expect(items).to_have_count(2)
    held = hold_first(console, f"**/templates/{ids[0]}")

    with console.page.expect_request(f"**/templates/{ids[0]}"):
        items.filter(has_text="A").first.click()
    items.filter(has_text="B").first.click()
    shown = console.page.locator("wizard-templates .preview h3")
    expect(shown).to_have_text("B")
    release(console, held)

    expect(shown).to_have_text("B")


def test_more_of_the_history_asked_for_twice_is_added_once(
    console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    for _ in range(51):
        owner.create(settings=settings)
    console.open("history")
    rows = console.page.locator("wizard-history tbody tr")
    expect(rows).to_have_count(50)
    asked: list[Request] = []
    console.page.on("request", lambda request: asked.append(request) if "cursor=" in request.url else None)

    console.button("Show more").dblclick()
    expect(rows.nth(50)).to_be_visible()
    for request in asked:
        answer = request.response()
        assert answer
        answer.finished()
    console.rendered()

    expect(rows).to_have_count(51)


def test_a_key_held_down_makes_one_investigation(console: ConsolePage, owner: Person) -> None:
    asked: list[str] = []
    console.page.on("request", lambda request: asked.append(request.method))
    for _ in range(3):
        console.page.keyboard.down("n")
    console.page.keyboard.up("n")

    expect(console.heading("New investigation")).to_be_visible()
    assert asked.count("POST") == 1
    assert owner.call("GET", "/active").document["total"] == 1


def test_keys_do_nothing_behind_a_question(console: ConsolePage) -> None:
    console.page.evaluate(
        """() => {
            const [base, theirs, mine] = ["a", "b", "c"].map(name => ({settings: {name}}));
            const asked = Object.assign(document.createElement("wizard-conflict"),
                {conflict: {base, theirs, mine, fields: ["settings.name"]}});
            document.body.append(asked);
        }"""
    )
    expect(console.page.get_by_role("dialog")).to_be_visible()

    console.page.keyboard.press("f")

    assert console.page.evaluate("localStorage.getItem('wizard.drawer')") is None


def test_a_link_that_was_cut_opens_all_the_same(console: ConsolePage) -> None:
    console.open("i/%E2%82")

    expect(console.heading("This investigation is not there")).to_be_visible()
    assert console.faults == []


def test_without_a_network_logging_out_says_so(console: ConsolePage) -> None:
    console.page.route("**/session", lambda route: route.abort())

    console.page.get_by_label("Account and appearance").click()
    console.button("Log out").click()

    expect(console.page.locator(".toast.error")).to_be_visible()
    assert console.faults == []
