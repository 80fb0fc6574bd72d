"""Logging in, and sessions that expire."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browser.console_page import ConsoleFor, ConsolePage
from tests.support.browser.contexts import new_context
from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, Person, PersonFor, token_of

pytestmark = pytest.mark.live


def replace_session(console: ConsolePage, user_id: str) -> None:
    """Replace the session with one that ends in a few seconds, or in more where the login takes longer than that."""

    def is_replaced(ttl_s: int) -> bool:
        headers = {"Authorization": f"Bearer {token_of(user_id, ttl_s=ttl_s)}"}
        return console.page.context.request.post(f"{console.url}{BASE}/session", headers=headers).status == 204

    assert any(is_replaced(ttl_s) for ttl_s in (3, 10, 30, 90))


def restore_network(console: ConsolePage) -> None:
    console.page.locator(".drawer").get_by_role("button", name="Restore network").click()


@pytest.mark.parametrize("is_connected", [True, False], ids=["connected", "cut off"])
def test_an_expired_session_asks_to_log_in_and_keeps_unsaved_input(
    is_connected: bool,
    console: ConsolePage,
    server: LiveServer,
    owner: Person,
    settings: dict[str, Any],
) -> None:
    investigation_id = owner.create(settings=settings)
    console.open_investigation(investigation_id)
    name = console.page.get_by_label("Name", exact=True)
    if is_connected:
        # Invalid settings are not sent.
        console.page.get_by_label("Identifier").fill("")
        expect(console.save_status).to_contain_text("not saved")
    console.button("Cut the network").click()
    name.fill("Typed too late")
    replace_session(console, owner.user_id)
    if is_connected:
        restore_network(console)
    # The session is its cookie, which the browser removes when the token expires.
    server.wait_until(lambda: console.page.context.cookies() == [], "the end of the session")
    if not is_connected:
        restore_network(console)

    expect(console.page.get_by_text("Your session has ended.")).to_be_visible()
    assert owner.state(investigation_id)["settings"]["name"] != "Typed too late"
    console.page.get_by_label("Access token").fill(owner.token)
    console.button("Log in").click()

    expect(name).to_have_value("Typed too late")
    if is_connected:
        console.page.get_by_label("Identifier").fill("203.0.113.7")
    console.expect_saved()
    assert owner.state(investigation_id)["settings"]["name"] == "Typed too late"


def test_an_investigation_goes_on_after_the_session_has_ended_and_shows_live_after_the_next_login(
    console: ConsolePage, server: LiveServer, owner: Person, person_for: PersonFor, settings: dict[str, Any]
) -> None:
    page, executor = console.page, person_for(None, "wizard:run")
    investigation_id = owner.create(settings=settings, wizard_step="PROGRESS")
    executor.report(investigation_id, "progress_updated", percent_complete=10)
    console.open_investigation(investigation_id)
    replace_session(console, owner.user_id)
    server.wait_until(lambda: page.context.cookies() == [], "the end of the session")
    # The streams of the page began with the first session; a cut makes it open others.
    console.button("Cut the network").click()
    restore_network(console)
    expect(page.get_by_text("Your session has ended.")).to_be_visible()

    executor.log(investigation_id, "without a session")
    executor.report(investigation_id, "progress_updated", percent_complete=80)
    page.get_by_label("Access token").fill(owner.token)
    console.button("Log in").click()

    progress = page.get_by_role("progressbar", name="Whole investigation")
    expect(progress).to_have_attribute("aria-valuenow", "80")
    expect(page.get_by_role("log")).to_contain_text("without a session")
    console.expect_live()
    executor.report(investigation_id, "progress_updated", percent_complete=90)
    expect(progress).to_have_attribute("aria-valuenow", "90")


def test_unsaved_input_is_not_shown_to_another_user(
    console_for: ConsoleFor, server: LiveServer, owner: Person, person_for: PersonFor, settings: dict[str, Any]
) -> None:
    editor, investigation_id = person_for(), owner.create(settings=settings)
    owner.share(investigation_id, editor, "editor")
    console = console_for(owner)
    console.open_investigation(investigation_id)
    console.page.get_by_label("Identifier").fill("")
    name = console.page.get_by_label("Name", exact=True)
    name.fill("Typed by the owner")
    console.wait_until_rendered()
    expect(console.save_status).to_contain_text("not saved")

    console.page.context.clear_cookies()
    console.page.reload()
    console.page.get_by_label("Access token").fill(editor.token)
    console.button("Log in").click()

    expect(name).to_have_value(settings["name"])
    console.expect_live()
    console.expect_saved()


def test_a_login_link_works_once_and_is_removed_from_the_address(browser: Browser, server: LiveServer) -> None:
    link = server.run("login-link", "--user", "ana", "--to", "history").strip()
    link = server.url + "/" + link.partition("/#")[2].join(["#", ""])
    context = new_context(browser)
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


def test_an_invalid_token_shows_the_reason(browser: Browser, server: LiveServer) -> None:
    context = new_context(browser)
    page = context.new_page()
    page.goto(server.url)
    page.get_by_label("Access token").fill("not-a-token")
    page.get_by_role("button", name="Log in").click()

    expect(page.get_by_role("alert")).to_contain_text("not valid")
    context.close()


def test_logging_out_everywhere_ends_the_session_in_another_browser_too(
    console: ConsolePage, console_for: ConsoleFor, owner: Person
) -> None:
    other = console_for(owner)

    console.page.get_by_label("Account and appearance").click()
    console.button("Log out everywhere").click()

    expect(console.page.get_by_label("Access token")).to_be_visible()
    other.page.reload()
    expect(other.page.get_by_label("Access token")).to_be_visible()
