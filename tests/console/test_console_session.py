"""Logging in, and sessions that end."""

from typing import Any

import pytest
from console_page import ConsoleFor, ConsolePage
from live_people import BASE, Person, PersonFor
from live_server import LiveServer
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.live


def let_end_soon(console: ConsolePage, same_person: Person) -> None:
    """Put a session in the place of the present one that ends with this token."""
    answer = console.page.context.request.post(f"{console.url}{BASE}/session", headers=same_person.bearer)
    assert answer.status == 204


def restore_network(console: ConsolePage) -> None:
    console.page.locator(".drawer").get_by_role("button", name="Restore network").click()


@pytest.mark.parametrize("is_connected", [True, False], ids=["connected", "cut off"])
def test_a_token_that_ends_asks_to_log_in_and_keeps_what_was_typed(
    is_connected: bool,
    console: ConsolePage,
    server: LiveServer,
    owner: Person,
    person_for: PersonFor,
    settings: dict[str, Any],
) -> None:
    known = owner.create(settings=settings)
    console.watch(known)
    name = console.page.get_by_label("Name", exact=True)
    if is_connected:
        # Half of a change, which is not sent.
        console.page.get_by_label("Identifier").fill("")
        expect(console.saving).to_contain_text("not saved")
    console.button("Cut the network").click()
    name.fill("Typed too late")
    let_end_soon(console, person_for(owner.user_id, ttl_s=3))
    if is_connected:
        restore_network(console)
    # A session is its cookie, which the browser drops with the end of the token.
    server.wait_until(lambda: console.page.context.cookies() == [], "the end of the session")
    if not is_connected:
        restore_network(console)

    expect(console.page.get_by_text("Your session has ended.")).to_be_visible()
    assert owner.state(known)["settings"]["name"] != "Typed too late"
    console.page.get_by_label("Access token").fill(owner.token)
    console.button("Log in").click()

    expect(name).to_have_value("Typed too late")
    if is_connected:
        console.page.get_by_label("Identifier").fill("203.0.113.7")
    console.expect_saved()
    assert owner.state(known)["settings"]["name"] == "Typed too late"


def test_what_one_user_typed_is_not_shown_to_the_next(
    console_for: ConsoleFor, server: LiveServer, owner: Person, person_for: PersonFor, settings: dict[str, Any]
) -> None:
    editor, known = person_for(), owner.create(settings=settings)
    owner.share(known, editor, "editor")
    console = console_for(owner)
    console.watch(known)
    console.page.get_by_label("Identifier").fill("")
    name = console.page.get_by_label("Name", exact=True)
    name.fill("Typed by the owner")
    console.rendered()
    expect(console.saving).to_contain_text("not saved")

    console.page.context.clear_cookies()
    console.page.reload()
    console.page.get_by_label("Access token").fill(editor.token)
    console.button("Log in").click()

    expect(name).to_have_value(settings["name"])
    console.expect_live()
    console.expect_saved()


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
