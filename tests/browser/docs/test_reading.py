"""The documentation page for readers: bodies, parameters, a search, the theme, and links to the console and back."""

import os
import subprocess
import sys
import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.live.server import LiveServer
from tests.support.live.users import token_of
from wizard_service.client import WizardClient

pytestmark = pytest.mark.live
COMMANDS = {"curl": ["sh", "-c"], "Python": [sys.executable, "-c"]}


@pytest.fixture
def page(guarded_page: Any, server: LiveServer) -> Page:
    opened: Page = guarded_page.page
    opened.goto(f"{server.url}/docs")
    expect(opened.locator("#message-log_appended")).to_be_attached()
    return opened


def test_a_body_with_alternatives_shows_the_members_of_each(page: Page) -> None:
    section = page.locator("section#post_investigation_events")

    section.get_by_text("LogAppendedReport", exact=True).first.click()

    table = section.get_by_role("table", name="LogAppendedReport")
    expect(table.first).to_contain_text("event_type")


def test_parameters_are_described_without_opening_a_form(page: Page) -> None:
    table = page.get_by_role("table", name="Parameters of GET /api/v1/wizard/history", exact=True)

    row = table.get_by_role("row").filter(has_text="limit?")
    expect(row).to_contain_text("query")
    expect(row).to_contain_text("integer, from 1 to 100")


def test_the_search_leaves_the_sections_that_match(page: Page) -> None:
    search = page.get_by_label("Search the calls and events")

    search.fill("one-time ticket")

    expect(page.get_by_role("navigation").get_by_role("status")).to_contain_text("found")
    expect(page.locator("section#post_session_login")).to_be_visible()
    expect(page.locator("section#get_history")).to_be_hidden()
    search.fill("no such text")
    expect(page.get_by_text("Nothing matches.")).to_be_visible()
    search.fill("")
    expect(page.locator("section#get_history")).to_be_visible()


def test_the_theme_is_that_of_the_console_and_both_pages_lead_to_each_other(page: Page, server: LiveServer) -> None:
    colour = "() => getComputedStyle(document.body).backgroundColor"
    page.get_by_label("Theme").select_option("dark")
    dark = page.evaluate(colour)
    page.get_by_label("Theme").select_option("light")
    assert page.evaluate(colour) != dark

    page.get_by_label("Theme").select_option("dark")
    page.get_by_role("link", name="Console").click()
    expect(page.get_by_label("Access token")).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.get_by_label("Access token").fill(token_of("reader"))
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Account and appearance").click()
    page.get_by_role("link", name="API documentation").click()

    expect(page.get_by_role("heading", name="wizard_service")).to_be_visible()
    expect(page.get_by_label("Theme")).to_have_value("dark")


def test_a_phone_shows_the_calls_before_the_contents(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    expect(page.locator("section").first).to_be_attached()

    expect(page.get_by_role("heading", level=3).first).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_text("Contents", exact=True).click()
    expect(page.get_by_role("link", name="GET /history", exact=True)).to_be_visible()


@pytest.mark.parametrize("language", COMMANDS)
def test_an_example_runs_as_it_is(page: Page, server: LiveServer, language: str) -> None:
    token, investigation_id = token_of("reader"), f"docs-{uuid.uuid4()}"
    create = page.locator("section#post_investigations")
    create.get_by_text("Try it").click()
    body = create.get_by_label("Body, application/json")
    body.fill(body.input_value().replace("inv_1", investigation_id))
    create.get_by_role("button", name=language, exact=True).click()
    program = create.get_by_role("region", name="Example of POST /api/v1/wizard/investigations").last.inner_text()

    command = [*COMMANDS[language], program]
    subprocess.run(command, env=os.environ | {"WIZARD_TOKEN": token}, check=True, capture_output=True)

    with WizardClient(server.url, token) as client:
        assert client.get(investigation_id).version == 1
