"""`/docs` lists every call and event, sends calls, and needs no server but its own."""

import json
import re
import urllib.request
import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser.accessibility import violations_by_scheme
from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, token_of
from wizard_service.client import WizardClient

pytestmark = pytest.mark.live
METHODS = {"get", "put", "post", "delete", "patch"}


def document(server: LiveServer, name: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{server.url}/{name}.json") as answer:
        parsed: dict[str, Any] = json.load(answer)
    return parsed


@pytest.fixture
def page(guarded_page: Any, server: LiveServer) -> Page:
    opened: Page = guarded_page.page
    opened.goto(f"{server.url}/docs")
    expect(opened.locator("#message-log_appended")).to_be_attached()
    return opened


def open_form(page: Page, operation_id: str) -> Any:
    """Open the form of a call or channel and return its section."""
    section = page.locator(f"section#{operation_id}")
    section.get_by_text("Try it").click()
    return section


def test_every_call_and_event_is_listed(page: Page, server: LiveServer) -> None:
    openapi, asyncapi = document(server, "openapi"), document(server, "asyncapi")
    calls = {op["operationId"] for item in openapi["paths"].values() for name, op in item.items() if name in METHODS}
    messages = {f"message-{name}" for name in asyncapi["components"]["messages"]}

    listed = set(page.eval_on_selector_all("main section", "sections => sections.map((section) => section.id)"))
    linked = set(page.eval_on_selector_all("nav a", "links => links.map((link) => link.hash.slice(1))"))

    assert listed == linked == calls | messages | set(asyncapi["channels"])


def test_the_example_is_sent_with_the_token(page: Page, server: LiveServer) -> None:
    token, investigation_id = token_of("reader"), f"docs-{uuid.uuid4()}"
    page.get_by_label("Token", exact=True).fill(token)
    create = open_form(page, "post_investigations")
    body = create.get_by_label("Body, application/json")
    body.fill(body.input_value().replace("inv_1", investigation_id))

    create.get_by_role("button", name="Send").click()

    expect(create.get_by_role("region", name="Answer of")).to_contain_text("201 CREATED")
    with WizardClient(server.url, token) as client:
        assert client.get(investigation_id).version == 1


def test_an_error_response_shows_its_status_and_body(page: Page) -> None:
    read = open_form(page, "get_investigation_state")

    read.get_by_role("button", name="Send").click()

    answer = read.get_by_role("region", name="Answer of")
    expect(answer).to_contain_text("401")
    expect(answer).to_contain_text('"code": "unauthorized"')


def test_the_session_cookie_replaces_the_token_and_streams_show_as_they_arrive(page: Page, server: LiveServer) -> None:
    token, investigation_id = token_of("streamer"), f"docs-{uuid.uuid4()}"
    page.get_by_label("Token", exact=True).fill(token)
    page.get_by_role("button", name="Begin session").click()
    expect(page.locator("#credentials-outcome")).to_have_text("Session begun.")
    assert page.get_by_label("Token", exact=True).input_value() == ""
    with WizardClient(server.url, token) as client:
        client.create(investigation_id=investigation_id)
        stream = open_form(page, "get_investigation_stream")
        stream.get_by_role("textbox", name="investigation_id").fill(investigation_id)

        stream.get_by_role("button", name="Send").click()

        answer = stream.get_by_role("region", name="Answer of")
        expect(answer).to_contain_text("connection_established")
        client.report(
            investigation_id, [{"event_type": "log_appended", "data": {"lines": [{"message": "<b>live</b>"}]}}]
        )
        expect(answer).to_contain_text("<b>live</b>")
    stream.get_by_role("button", name="Stop").click()
    expect(answer).to_contain_text("(stopped)")


def test_a_socket_opens_with_a_ticket_and_takes_messages(page: Page, server: LiveServer) -> None:
    token, investigation_id = token_of("speaker"), f"docs-{uuid.uuid4()}"
    with WizardClient(server.url, token) as client:
        client.create(investigation_id=investigation_id)
    page.get_by_label("Token", exact=True).fill(token)
    socket = open_form(page, "socketOne")
    socket.get_by_role("textbox", name="investigation_id").fill(investigation_id)
    received = socket.get_by_role("region", name="Received on")

    socket.get_by_role("button", name="Open").click()
    expect(received).to_contain_text("connection_established")
    socket.get_by_label("Message").fill('{"type": "sync"}')
    socket.get_by_role("button", name="Send").click()
    expect(received).to_contain_text("explicit_request")
    socket.get_by_role("button", name="Close").click()

    expect(received).to_contain_text("closed, code 1000")


@pytest.mark.parametrize(
    ("language", "code"),
    [("curl", "curl -sN -X POST"), ("Python", "import urllib.request"), ("JavaScript", "await fetch(")],
)
def test_examples_name_the_token_and_never_show_it(page: Page, language: str, code: str) -> None:
    page.get_by_label("Token", exact=True).fill("s3cret")
    create = open_form(page, "post_investigations")

    create.get_by_role("button", name=language, exact=True).click()

    shown = create.get_by_role("region", name="Example of POST /api/v1/wizard/investigations").last.inner_text()
    assert code in shown
    assert "WIZARD_TOKEN" in shown
    assert "s3cret" not in page.content()


def test_the_page_works_below_the_base_path(guarded_page: Any, server: LiveServer) -> None:
    guarded_page.page.goto(f"{server.url}{BASE}/docs")

    expect(guarded_page.page.locator("section#post_investigations")).to_be_attached()


def test_the_page_sends_no_foreign_request_and_violates_no_policy(page: Page, guarded_page: Any) -> None:
    for operation_id in ("get_stream", "patch_investigation_state", "socketAll"):
        open_form(page, operation_id)

    assert (guarded_page.foreign_requests, guarded_page.errors) == ([], [])


def test_code_in_descriptions_renders_as_code(page: Page) -> None:
    summary = page.locator("section#post_tickets > p").first

    sentence = "Issue a ticket that opens one stream or socket by ?ticket=, once and within a short time."
    expect(summary).to_have_text(sentence)
    expect(summary.locator("code")).to_have_text("?ticket=")
    assert page.locator("main :text('`')").all_inner_texts() == []


def test_the_policy_allows_no_inline_or_foreign_code(server: LiveServer) -> None:
    with urllib.request.urlopen(f"{server.url}/docs") as answer:
        policy, page = answer.headers["Content-Security-Policy"], answer.read().decode()

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []


def test_axe_finds_nothing_serious(page: Page, axe: str) -> None:
    for section in ("post_investigations", "socketOne"):
        open_form(page, section)
    page.evaluate(axe)

    assert list(violations_by_scheme(page)) == []
