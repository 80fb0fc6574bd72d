"""Two tabs, bad networks, sessions that end."""

import re

import pytest
from console_page import ConsoleFor, ConsolePage
from live_people import Person, PersonFor
from live_server import LiveServer
from playwright.sync_api import Browser, Locator, expect

pytestmark = pytest.mark.live


def name_of(console: ConsolePage) -> Locator:
    return console.page.get_by_label("Name", exact=True)


@pytest.fixture
def known(owner: Person, settings: dict[str, object]) -> str:
    return owner.create(settings=settings)


def test_another_tab_shows_what_was_changed(console_for: ConsoleFor, owner: Person, known: str) -> None:
    one, other = console_for(owner), console_for(owner)
    for each in (one, other):
        each.open(f"i/{known}")
        each.expect_live()

    name_of(one).fill("Changed in one")

    expect(name_of(other)).to_have_value("Changed in one")
    expect(other.heading("Changed in one")).to_be_visible()


@pytest.mark.parametrize(("choice", "kept"), [("Keep mine", "Mine"), ("Take theirs", "Theirs")])
def test_two_changes_of_one_field_are_decided_by_a_person(
    choice: str, kept: str, console: ConsolePage, owner: Person, known: str
) -> None:
    console.open(f"i/{known}")
    console.expect_live()
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
    console.open(f"i/{known}")
    console.expect_live()
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


def test_a_button_stays_itself_when_something_appears_beside_it(console: ConsolePage, known: str) -> None:
    console.open(f"i/{known}")
    console.expect_live()
    web_socket = console.button("WebSocket").element_handle()

    console.button("Feed").click()

    expect(console.button("Compare all four")).to_be_visible()
    assert web_socket.evaluate("button => [button.isConnected, button.textContent]") == [True, "WSWebSocket"]


@pytest.mark.parametrize("transport", ["SSE", "Long-poll", "Poll", "WebSocket"])
def test_the_feed_goes_on_by_the_transport_that_is_chosen(
    transport: str, console: ConsolePage, owner: Person, known: str
) -> None:
    console.open(f"i/{known}")
    console.expect_live()
    console.button("Feed").click()

    console.button(transport).click()
    console.expect_live(transport)
    owner.log(known, "by the other way")

    row = console.page.locator("#drawer-content tbody tr").first
    expect(row).to_contain_text("log_appended")
    expect(row).to_contain_text(transport)


def test_long_poll_is_not_held_back_before_it_has_shown_that_it_works(console: ConsolePage, known: str) -> None:
    console.open(f"i/{known}")
    console.expect_live("WebSocket")

    polls: list[str] = []
    console.page.on("request", lambda request: polls.append(request.url) if "/poll?" in request.url else None)
    with console.page.expect_request(lambda request: "wait=" in request.url):
        console.button("Long-poll").click()

    console.expect_live("Long-poll")
    assert ["wait=" in url for url in polls[:2]] == [False, True]


def test_all_transports_bring_the_same_ids(console: ConsolePage, owner: Person, known: str) -> None:
    console.open(f"i/{known}")
    console.expect_live()
    console.button("Feed").click()
    console.button("Compare all four").click()
    for line in ("one", "two", "three"):
        owner.log(known, line)

    rows = console.page.locator("#drawer-content tbody tr")
    expect(rows).to_have_count(4)
    for row in range(4):
        expect(rows.nth(row).locator("td").filter(has_text=re.compile(r"\d m?s$"))).to_have_count(4)


def test_a_token_that_ends_asks_to_log_in_and_keeps_what_was_typed(
    browser: Browser, server: LiveServer, person_for: PersonFor, settings: dict[str, object]
) -> None:
    user = person_for(ttl_s=600)
    known = user.create(settings=settings)
    context = browser.new_context()
    console = ConsolePage(context.new_page(), server.url)
    console.log_in(user.token)
    console.open(f"i/{known}")
    console.expect_live()

    # What the end of a token comes down to: the cookie is not good any more.
    context.clear_cookies()
    name_of(console).fill("Typed too late")

    expect(console.page.get_by_text("Your session has ended.")).to_be_visible()
    console.page.get_by_label("Access token").fill(user.token)
    console.button("Log in").click()
    expect(name_of(console)).to_have_value("Typed too late")
    context.close()


def test_a_login_link_logs_in_once_and_is_gone_from_the_address(browser: Browser, server: LiveServer) -> None:
    link = server.run("login-link", "--user", "ana", "--to", "history").strip()
    link = server.url + "/" + link.partition("/#")[2].join(["#", ""])
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)

    expect(page.get_by_role("heading", name="History", exact=True)).to_be_visible()
    assert page.url.endswith("/#/history")
    context.clear_cookies()
    page.goto("about:blank")
    page.goto(link)
    expect(page.get_by_text("This login link was used already")).to_be_visible()
    assert "login=" not in page.url
    assert link.partition("login=")[2].partition("/")[0] not in server.log()
    context.close()


def test_a_wrong_token_says_so(browser: Browser, server: LiveServer) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.url)
    page.get_by_label("Access token").fill("not-a-token")
    page.get_by_role("button", name="Log in").click()

    expect(page.get_by_role("alert")).to_contain_text("not valid")
    context.close()
