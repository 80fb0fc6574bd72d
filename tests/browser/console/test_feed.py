"""Several tabs, network cuts and the four transports."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.support.browser.console_page import ConsoleFor, ConsolePage
from tests.support.browser.console_pages import NO_TIMEOUTS
from tests.support.live.users import Person, PersonFor

pytestmark = pytest.mark.live


def name_field(console: ConsolePage) -> Locator:
    return console.page.get_by_label("Name", exact=True)


@pytest.fixture
def investigation_id(owner: Person, settings: dict[str, object]) -> str:
    return owner.create(settings=settings)


def test_a_change_appears_in_another_browser(console_for: ConsoleFor, owner: Person, investigation_id: str) -> None:
    one, other = console_for(owner), console_for(owner)
    for console in (one, other):
        console.open_investigation(investigation_id)

    name_field(one).fill("Changed in one")

    expect(name_field(other)).to_have_value("Changed in one")
    expect(other.heading("Changed in one")).to_be_visible()


@pytest.mark.parametrize(("choice", "kept"), [("Keep mine", "Mine"), ("Take theirs", "Theirs")])
def test_the_user_decides_between_two_changes_of_one_field(
    choice: str, kept: str, console: ConsolePage, owner: Person, person_for: PersonFor, investigation_id: str
) -> None:
    editor = person_for()
    owner.share(investigation_id, editor, "editor")
    console.open_investigation(investigation_id)
    console.button("Cut the network").click()
    name_field(console).fill("Mine")
    expect(console.save_status).to_have_text("offline, will be sent")
    settings = owner.state(investigation_id)["settings"] | {"name": "Theirs"}
    editor.change(investigation_id, settings=settings)

    console.page.locator(".drawer").get_by_role("button", name="Restore network").click()

    dialog = console.page.get_by_role("dialog", name="Two changes of the same thing")
    expect(dialog).to_contain_text(f"{editor.user_id} changed this")
    expect(dialog).to_contain_text("Theirs")
    dialog.get_by_role("button", name=choice).click()
    expect(dialog).to_be_hidden()
    expect(console.heading(kept)).to_be_visible()
    console.expect_saved()
    assert owner.state(investigation_id)["settings"]["name"] == kept


def test_events_during_a_network_cut_arrive_once_and_in_order(
    console: ConsolePage, owner: Person, investigation_id: str
) -> None:
    console.open_investigation(investigation_id)
    console.button("Feed").click()
    first = int(owner.cursor(investigation_id).rpartition("-")[2])
    owner.log(investigation_id, "before")
    expect(console.page.locator("#drawer-content tbody tr")).to_have_count(1)

    console.button("Cut the network").click()
    expect(console.connection).to_have_text(re.compile("cut"))
    for line in ("one", "two", "three"):
        owner.log(investigation_id, line)
    console.page.locator(".drawer").get_by_role("button", name="Restore network").click()

    expect(console.page.locator("#drawer-content tbody tr")).to_have_count(4)
    assert console.event_offsets() == [first + 4, first + 3, first + 2, first + 1]


def test_the_network_can_be_cut_and_restored_without_an_open_investigation(console: ConsolePage) -> None:
    for status in ("cut", "live"):
        console.page.keyboard.press("x")
        expect(console.connection).to_have_text(re.compile(status))

    assert console.page_errors == []


def test_an_investigation_opened_without_a_network_shows_once_it_is_restored(
    console: ConsolePage, investigation_id: str
) -> None:
    console.button("Cut the network").click()
    console.open(f"i/{investigation_id}")
    expect(console.heading("This investigation cannot be read")).to_be_visible()
    expect(console.page.get_by_text("It opens as soon as the service answers.")).to_be_visible()

    console.page.keyboard.press("x")

    expect(name_field(console)).to_have_value("SSH brute force")
    console.expect_live()
    expect(console.page.locator(".banner")).to_have_count(0)


def test_a_button_keeps_its_node_when_a_neighbour_appears(console: ConsolePage, investigation_id: str) -> None:
    console.open_investigation(investigation_id)
    web_socket = console.button("WebSocket").element_handle()

    console.button("Feed").click()

    expect(console.button("Compare all four")).to_be_visible()
    assert web_socket.evaluate("button => [button.isConnected, button.textContent]") == [True, "WSWebSocket"]


@pytest.mark.parametrize("transport", ["SSE", "Long-poll", "Poll", "WebSocket"])
def test_the_feed_continues_over_the_selected_transport(
    transport: str, console: ConsolePage, owner: Person, investigation_id: str
) -> None:
    console.open_investigation(investigation_id)
    console.button("Feed").click()

    console.button(transport).click()
    console.expect_live(transport)
    owner.log(investigation_id, "over the other transport")

    row = console.page.locator("#drawer-content tbody tr").first
    expect(row).to_contain_text("log_appended")
    expect(row).to_contain_text(transport)


def test_the_first_request_of_long_poll_does_not_wait(console: ConsolePage, investigation_id: str) -> None:
    console.open_investigation(investigation_id)
    console.expect_live("WebSocket")

    # A first request that takes too long would be sent again.
    console.page.evaluate(NO_TIMEOUTS)
    polls: list[str] = []
    console.page.on("request", lambda request: polls.append(request.url) if "/poll?" in request.url else None)
    with console.page.expect_request(lambda request: "wait=" in request.url):
        console.button("Long-poll").click()

    console.expect_live("Long-poll")
    assert "wait=" not in polls[0]


def test_all_transports_deliver_the_same_ids(console: ConsolePage, owner: Person, investigation_id: str) -> None:
    console.open_investigation(investigation_id)
    console.button("Feed").click()
    console.button("Compare all four").click()
    for line in ("one", "two", "three"):
        owner.log(investigation_id, line)

    rows = console.page.locator("#drawer-content tbody tr")
    expect(rows).to_have_count(4)
    for row in range(4):
        expect(rows.nth(row).locator("td").filter(has_text=re.compile(r"\d m?s$"))).to_have_count(4)
