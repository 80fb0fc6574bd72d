"""Unchanged public clients follow the feed and resume when they are cut at random bytes."""

import json
import threading
import urllib.request
from collections.abc import Iterator
from http.client import HTTPException
from typing import Any

import pytest
import sseclient
from playwright.sync_api import Browser, Page
from websockets.exceptions import ConnectionClosed, InvalidMessage
from websockets.sync.client import connect

from tests.support.live.cutting_proxy import CuttingProxy
from wizard_service.client import WizardClient

pytestmark = pytest.mark.live
pytest_plugins = ("tests.support.live.cut_feed",)
LINES = 30


@pytest.fixture
def writer(client: WizardClient, followed: str) -> threading.Thread:
    """A thread that reports LINES lines, the last one `last`."""

    def write() -> None:
        for message in [*(f"Zeile {number} \u00fc\U0001f50d" for number in range(LINES - 1)), "last"]:
            client.report(followed, [{"event_type": "log_appended", "data": {"lines": [{"message": message}]}}])

    return threading.Thread(target=write)


def is_last(event: dict[str, Any]) -> bool:
    return bool(event.get("data", {}).get("lines") == [{"message": "last"}])


def numbers(ids: list[str]) -> list[int]:
    return [int(event_id.rpartition("-")[2]) for event_id in ids]


def test_sseclient_py_resumes_by_last_event_id(
    proxy: CuttingProxy, writer: threading.Thread, token: str, followed: str, beginning: str
) -> None:
    ids, cursor, done = [], beginning, False
    writer.start()
    while not done:
        headers = {"Authorization": f"Bearer {token}", "Last-Event-ID": cursor}
        address = f"http://{proxy.bind}/api/v1/wizard/{followed}/stream"
        try:
            with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as stream:
                for event in sseclient.SSEClient(stream).events():
                    if event.id and event.event != "state_sync":
                        ids.append(event.id)
                        cursor, done = event.id, done or is_last(json.loads(event.data))
                    if done:
                        break
        except (OSError, HTTPException):
            continue
    writer.join()

    assert numbers(ids) == list(range(1, LINES + 2))
    assert proxy.cuts > 0


def test_websockets_resumes_by_query(
    proxy: CuttingProxy, writer: threading.Thread, token: str, followed: str, beginning: str
) -> None:
    ids, cursor, done = [], beginning, False
    writer.start()
    while not done:
        address = f"ws://{proxy.bind}/ws/investigation/{followed}?last_event_id={cursor}"
        try:
            with connect(address, additional_headers={"Authorization": f"Bearer {token}"}) as socket:
                while not done:
                    event = json.loads(socket.recv())
                    if "id" in event:
                        ids.append(event["id"])
                        cursor, done = event["id"], is_last(event)
        except (ConnectionClosed, InvalidMessage, OSError, EOFError):
            continue
    writer.join()

    assert numbers(ids) == list(range(1, LINES + 2))
    assert proxy.cuts > 0


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


LOG_IN = """async token => {
    const answer = await fetch('/api/v1/wizard/session', {method: 'POST', headers: {Authorization: 'Bearer ' + token}});
    return answer.status;
}"""
FOLLOW_BY_EVENTSOURCE = """([mine, cursor]) => {
    window.ids = [];
    const source = new EventSource(`/api/v1/wizard/${mine}/stream?last_event_id=${cursor}`);
    source.addEventListener('log_appended', event => window.ids.push(event.lastEventId));
}"""
FOLLOW_BY_WEBSOCKET = """([mine, cursor]) => {
    window.ids = [];
    const follow = () => {
        const socket = new WebSocket(`ws://${location.host}/ws/investigation/${mine}?after=${cursor}`, ['wizard.v1']);
        socket.onmessage = message => {
            const event = JSON.parse(message.data);
            if (event.id) cursor = event.id;
            if (event.event_type === 'log_appended') window.ids.push(event.id);
        };
        socket.onclose = () => setTimeout(follow, 50);
    };
    follow();
}"""


@pytest.mark.parametrize("follow", [FOLLOW_BY_EVENTSOURCE, FOLLOW_BY_WEBSOCKET], ids=["EventSource", "WebSocket"])
def test_chromium_resumes_by_itself(
    follow: str, page: Page, proxy: CuttingProxy, writer: threading.Thread, token: str, followed: str, beginning: str
) -> None:
    page.goto(f"http://{proxy.bind}/healthz")
    assert page.evaluate(LOG_IN, token) == 204

    page.evaluate(follow, [followed, beginning])
    writer.start()
    page.wait_for_function(f"window.ids.length >= {LINES}", timeout=120_000)
    writer.join()

    assert numbers(page.evaluate("window.ids")) == list(range(2, LINES + 2))
    assert proxy.cuts > 0
