"""The service behind an nginx that strips a prefix of the path and asks for Basic credentials."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator

import pytest
import requests
from playwright.sync_api import Browser, Page, expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.support.browser.console_page import ConsolePage
from tests.support.live.hosts.nginx import NGINX
from tests.support.live.hosts.prefix_nginx import CREDENTIALS, prefix_nginx
from tests.support.live.server import TIMEOUT_S, LiveServer
from tests.support.live.users import BASE, serving

pytestmark = [pytest.mark.live, pytest.mark.skipif(NGINX is None, reason="nginx is not installed")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    settings = {"WIZARD_TRUSTED_PROXIES": "127.0.0.1"}
    with serving(tmp_path_factory.mktemp("proxied"), **settings) as running:
        yield running


@pytest.fixture(scope="module")
def prefix_proxy(server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with prefix_nginx(tmp_path_factory.mktemp("prefix"), server) as address:
        yield address


def test_the_console_and_the_api_work_behind_a_prefix_and_basic_credentials(prefix_proxy: str, token: str) -> None:
    origin = prefix_proxy.removesuffix("/wiz")
    browser = requests.Session()
    browser.auth = CREDENTIALS
    page = browser.get(f"{prefix_proxy}/").text
    modules = re.findall(r'(?:href|src)="(static/[^"]+)"', page)
    login = browser.post(f"{prefix_proxy}{BASE}/session", json={"token": token}, headers={"Origin": origin})
    created = browser.post(f"{prefix_proxy}{BASE}/investigations", json={}, headers={"Origin": origin})
    location = created.headers["Location"]

    assert f'content="/wiz{BASE}"' in page
    assert len(modules) > 100
    assert {browser.get(f"{prefix_proxy}/{name}").status_code for name in modules} == {200}
    assert login.status_code == 204
    assert "Path=/wiz;" in login.headers["Set-Cookie"] + ";"
    assert location.startswith(f"/wiz{BASE}/")
    assert browser.get(origin + location).status_code == 200
    assert browser.get(f"{prefix_proxy}/openapi.json").json()["servers"] == [{"url": "/wiz"}]
    assert browser.get(f"{prefix_proxy}{BASE}/client-config").json()["api_base_url"] == f"{prefix_proxy}{BASE}"
    with browser.get(f"{origin}{location.removesuffix('/state')}/stream", stream=True) as stream:
        lines = (line for line in stream.iter_lines() if line.startswith(b"event:"))
        assert next(lines) == b"event: connection_established"


@pytest.mark.parametrize("by", ["cookie", "ticket"])
def test_sockets_work_behind_a_prefix_and_basic_credentials(by: str, prefix_proxy: str, token: str) -> None:
    origin = prefix_proxy.removesuffix("/wiz")
    browser = requests.Session()
    browser.auth = CREDENTIALS
    browser.post(f"{prefix_proxy}{BASE}/session", json={"token": token}, headers={"Origin": origin})
    created = browser.post(f"{prefix_proxy}{BASE}/investigations", json={}, headers={"Origin": origin}).json()
    api = f"{prefix_proxy}{BASE}".replace("http:", "ws:")
    address = f"{api}/ws/investigation/{created['investigation_id']}"
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)
    headers = {"Authorization": "Basic " + b64encode(":".join(CREDENTIALS).encode()).decode()}
    if by == "ticket":
        ticket = browser.post(f"{prefix_proxy}{BASE}/tickets", json={}, headers={"Origin": origin}).json()["ticket"]
        address += f"?ticket={ticket}"
    else:
        headers["Cookie"] = cookies

    with connect(address, additional_headers=headers, origin=Origin(origin)) as opened:
        first = json.loads(opened.recv(TIMEOUT_S))
        update = {"type": "update", "message_id": "m1", "version": 1, "changes": {"wizard_step": "SETTINGS"}}
        opened.send(json.dumps(update))
        result = next(message for message in map(json.loads, opened) if message.get("type") == "result")

    assert first["event_type"] == "connection_established"
    assert (result["message_id"], result["status"]) == ("m1", 200)
    with pytest.raises(InvalidStatus) as refused:
        connect(address, additional_headers={"Cookie": cookies}, origin=Origin(origin))
    assert refused.value.response.status_code == 401
    assert b"nginx" in refused.value.response.body


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    user, password = CREDENTIALS
    context = browser.new_context(reduced_motion="reduce", http_credentials={"username": user, "password": password})
    yield context.new_page()
    context.close()


def test_the_pages_request_nothing_outside_the_prefix(page: Page, prefix_proxy: str, token: str) -> None:
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url))
    page.on("websocket", lambda socket: requested.append(socket.url))
    page.goto(f"{prefix_proxy}/")
    console = ConsolePage(page, prefix_proxy)
    console.log_in(token)
    page.locator("main").get_by_role("button", name="New investigation").first.click()
    console.fill_in("Behind a prefix")
    for transport in ("SSE", "Long-poll", "WebSocket"):
        console.button(transport).click()
        console.expect_live(transport)
    page.reload()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Behind a prefix")

    page.get_by_label("Account and appearance").click()
    page.get_by_role("link", name="API documentation").click()
    read = page.locator("section#get_active")
    read.get_by_text("Try it").click()
    read.get_by_role("button", name="Send").click()
    expect(read.get_by_role("region", name="Answer of")).to_contain_text("200 OK")
    expect(page.get_by_role("link", name="GET /active", exact=True)).to_be_visible()
    page.get_by_role("link", name="Console").click()

    expect(page.get_by_role("navigation").get_by_role("link", name="Behind a prefix")).to_be_visible()
    prefix = prefix_proxy.partition(":")[2] + "/"
    assert [url for url in requested if not url.partition(":")[2].startswith(prefix)] == []
