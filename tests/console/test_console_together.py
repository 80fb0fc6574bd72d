"""Two tabs, bad networks, four transports."""

import re

import pytest
from console_page import ConsoleFor, ConsolePage
from live_people import Person
from playwright.sync_api import Locator, expect

pytestmark = pytest.mark.live


def name_of(console: ConsolePage) -> Locator:
    return console.page.get_by_label("Name", exact=True)


@pytest.fixture
def known(owner: Person, settings: dict[str, object]) -> str:
    return owner.create(settings=settings)


def test_another_tab_shows_what_was_changed(console_for: ConsoleFor, owner: Person, known: str) -> None:
    one, other = console_for(owner), console_for(owner)
    for each in (one, other):
        each.watch(known)

    name_of(one).fill("Changed in one")

    expect(name_of(other)).to_have_value("Changed in one")
    expect(other.heading("Changed in one")).to_be_visible()


@pytest.mark.parametrize(("choice", "kept"), [("Keep mine", "Mine"), ("Take theirs", "Theirs")])
def test_two_changes_of_one_field_are_decided_by_a_person(
    choice: str, kept: str, console: ConsolePage, owner: Person, known: str
) -> None:
    console.watch(known)
    console.button("Cut the network").click()
    name_of(console).fill("Mine")
    expect(console.saving).to_have_text("offline, will be sent")
    settings = owner.state(known)["settings"] | {"name": "Theirs"}
    owner.change(known, settings=settings)

    console.page.locator(".drawer").get_by_role("button", name="Restore network").click()

    dialog = console.page.get_by_role("dialog", name="Two changes of the same thing")
    expect(dialog).to_contain_text("Theirs")
    dialog.get_by_role("button", name=choice).click()
    expect(dialog).to_be_hidden()
    expect(console.heading(kept)).to_be_visible()
    console.expect_saved()
    assert owner.state(known)["settings"]["name"] == kept


def test_what_happened_while_the_network_was_cut_arrives_once_and_in_order(
    console: ConsolePage, owner: Person, known: str
) -> None:
    console.watch(known)
    console.button("Feed").click()
    first = int(owner.cursor(known).rpartition("-")[2])
    owner.log(known, "before")
    expect(console.page.locator("#drawer-content tbody tr")).to_have_count(1)

    console.button("Cut the network").click()
    expect(console.connection).to_have_text(re.compile("cut"))
    for line in ("one", "two", "three"):
        owner.log(known, line)
    console.page.locator(".drawer").get_by_role("button", name="Restore network").click()

    expect(console.page.locator("#drawer-content tbody tr")).to_have_count(4)
    assert console.event_ids() == [first + 4, first + 3, first + 2, first + 1]


def test_the_network_is_cut_and_restored_where_no_investigation_is_open(console: ConsolePage) -> None:
    for word in ("cut", "live"):
        console.page.keyboard.press("x")
        expect(console.connection).to_have_text(re.compile(word))

    assert console.faults == []


def test_an_investigation_opened_without_a_network_opens_when_it_is_back(console: ConsolePage, known: str) -> None:
    console.button("Cut the network").click()
    console.open(f"i/{known}")
    expect(console.heading("This investigation cannot be read")).to_be_visible()
    expect(console.page.get_by_text("It opens as soon as the service answers.")).to_be_visible()

    console.page.keyboard.press("x")

    expect(name_of(console)).to_have_value("SSH brute force")
    console.expect_live()
    expect(console.page.locator(".banner")).to_have_count(0)


def test_a_button_stays_itself_when_something_appears_beside_it(console: ConsolePage, known: str) -> None:
    console.watch(known)
    web_socket = console.button("WebSocket").element_handle()

    console.button("Feed").click()

    expect(console.button("Compare all four")).to_be_visible()
    assert web_socket.evaluate("button => [button.isConnected, button.textContent]") == [True, "WSWebSocket"]


@pytest.mark.parametrize("transport", ["SSE", "Long-poll", "Poll", "WebSocket"])
def test_the_feed_goes_on_by_the_transport_that_is_chosen(
    transport: str, console: ConsolePage, owner: Person, known: str
) -> None:
    console.watch(known)
    console.button("Feed").click()

    console.button(transport).click()
    console.expect_live(transport)
    owner.log(known, "by the other way")

    row = console.page.locator("#drawer-content tbody tr").first
    expect(row).to_contain_text("log_appended")
    expect(row).to_contain_text(transport)


def test_long_poll_is_not_held_back_before_it_has_shown_that_it_works(console: ConsolePage, known: str) -> None:
    console.watch(known)
    console.expect_live("WebSocket")

    polls: list[str] = []
    console.page.on("request", lambda request: polls.append(request.url) if "/poll?" in request.url else None)
    with console.page.expect_request(lambda request: "wait=" in request.url):
        console.button("Long-poll").click()

    console.expect_live("Long-poll")
    assert ["wait=" in url for url in polls[:2]] == [False, True]


def test_all_transports_bring_the_same_ids(console: ConsolePage, owner: Person, known: str) -> None:
    console.watch(known)
    console.button("Feed").click()
    console.button("Compare all four").click()
    for line in ("one", "two", "three"):
        owner.log(known, line)

    rows = console.page.locator("#drawer-content tbody tr")
    expect(rows).to_have_count(4)
    for row in range(4):
        expect(rows.nth(row).locator("td").filter(has_text=re.compile(r"\d m?s$"))).to_have_count(4)
