"""`/docs` lists every call and event, tries calls, and needs nobody but the service."""

import json
import re
import urllib.request
import uuid
from typing import Any

import pytest
from live_people import BASE, token_of
from live_server import LiveServer
from playwright.sync_api import Page, expect

from wizard_service.client import WizardClient

pytestmark = pytest.mark.live
METHODS = {"get", "put", "post", "delete", "patch"}


def document(server: LiveServer, name: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{server.url}/{name}.json") as answer:
        found: dict[str, Any] = json.load(answer)
    return found


@pytest.fixture
def page(watched: Any, server: LiveServer) -> Page:
    opened: Page = watched.page
    opened.goto(f"{server.url}/docs")
    expect(opened.locator("#message-log_appended")).to_be_attached()
    return opened


def tried(page: Page, operation_id: str) -> Any:
    """Open the form of a call and return its section."""
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


def test_example_is_sent_with_the_token_and_answered(page: Page, server: LiveServer) -> None:
    token, investigation_id = token_of("reader"), f"docs-{uuid.uuid4()}"
    page.get_by_label("Token").fill(token)
    create = tried(page, "post_investigations")
    body = create.get_by_label("Body, application/json")
    body.fill(body.input_value().replace("inv_1", investigation_id))

    create.get_by_role("button", name="Send").click()

    expect(create.get_by_role("region", name="Answer of")).to_contain_text("201 CREATED")
    with WizardClient(server.url, token) as client:
        assert client.get(investigation_id).version == 1


def test_refusal_is_shown_as_it_came(page: Page) -> None:
    read = tried(page, "get_investigation_state")

    read.get_by_role("button", name="Send").click()

    answer = read.get_by_role("region", name="Answer of")
    expect(answer).to_contain_text("401")
    expect(answer).to_contain_text('"code": "unauthorized"')


def test_session_cookie_does_instead_of_the_token_and_streams_come_as_they_happen(
    page: Page, server: LiveServer
) -> None:
    token, investigation_id = token_of("streamer"), f"docs-{uuid.uuid4()}"
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Begin session").click()
    expect(page.locator("#credentials-outcome")).to_have_text("Session begun.")
    assert page.get_by_label("Token").input_value() == ""
    with WizardClient(server.url, token) as client:
        client.create(investigation_id=investigation_id)
        stream = tried(page, "get_investigation_stream")
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


def test_socket_is_opened_by_a_ticket_and_spoken_to(page: Page, server: LiveServer) -> None:
    token, investigation_id = token_of("speaker"), f"docs-{uuid.uuid4()}"
    with WizardClient(server.url, token) as client:
        client.create(investigation_id=investigation_id)
    page.get_by_label("Token").fill(token)
    socket = tried(page, "socketOne")
    socket.get_by_role("textbox", name="investigation_id").fill(investigation_id)
    heard = socket.get_by_role("region", name="Heard on")

    socket.get_by_role("button", name="Open").click()
    expect(heard).to_contain_text("connection_established")
    socket.get_by_label("Message").fill('{"type": "sync"}')
    socket.get_by_role("button", name="Say").click()
    expect(heard).to_contain_text("explicit_request")
    socket.get_by_role("button", name="Close").click()

    expect(heard).to_contain_text("closed, code 1000")


@pytest.mark.parametrize(
    ("language", "sign"), [("curl", "curl -sN -X POST"), ("Python", "import httpx2"), ("JavaScript", "await fetch(")]
)
def test_examples_name_the_token_and_never_show_it(page: Page, language: str, sign: str) -> None:
    page.get_by_label("Token").fill("s3cret")
    create = tried(page, "post_investigations")

    create.get_by_role("button", name=language, exact=True).click()

    shown = create.get_by_role("region", name="Example of POST /api/v1/wizard/investigations").last.inner_text()
    assert sign in shown
    assert "WIZARD_TOKEN" in shown
    assert "s3cret" not in page.content()


def test_page_below_the_base_path_works_as_well(watched: Any, server: LiveServer) -> None:
    watched.page.goto(f"{server.url}{BASE}/docs")

    expect(watched.page.locator("section#post_investigations")).to_be_attached()


def test_nobody_else_is_asked_and_no_policy_is_violated(page: Page, watched: Any) -> None:
    for operation_id in ("get_stream", "patch_investigation_state", "socketAll"):
        tried(page, operation_id)

    assert (watched.elsewhere, watched.complaints) == ([], [])


def test_what_descriptions_quote_is_shown_as_code(page: Page) -> None:
    summary = page.locator("section#post_tickets > p").first

    expect(summary).to_have_text("Issue a ticket for ?ticket= on one stream or socket, good once and for a short time.")
    expect(summary.locator("code")).to_have_text("?ticket=")
    assert page.locator("main :text('`')").all_inner_texts() == []


def test_policy_is_strict(server: LiveServer) -> None:
    with urllib.request.urlopen(f"{server.url}/docs") as answer:
        policy, page = answer.headers["Content-Security-Policy"], answer.read().decode()

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(page: Page, axe: str, scheme: Any) -> None:
    page.emulate_media(color_scheme=scheme)
    for section in ("post_investigations", "socketOne"):
        tried(page, section)
    page.evaluate(axe)

    found = page.evaluate("axe.run().then((result) => result.violations.map(({ id, impact }) => `${impact} ${id}`))")

    assert [each for each in found if each.startswith(("serious", "critical"))] == []
