"""Requests copied as programs: each language sends the same request when it runs."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser.console_page import ConsolePage
from tests.support.live.users import Person

pytestmark = pytest.mark.live

COMMANDS = {
    "curl": ["sh", "-c"],
    "Python": ["python3", "-c"],
    "JavaScript": ["node", "--input-type=module", "--eval"],
}
NODE_MISSING = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
LANGUAGES = ["curl", "Python", pytest.param("JavaScript", marks=NODE_MISSING)]
BODY = {
    "quotes": "'\"\\'\n\\n",
    "unicode": "ü \u2028 😀",
    "words": [True, False, None, "true"],
    "shell": "$HOME `id` %",
}


def run(program: str, language: str, token: str) -> str:
    """Run a program and return its output."""
    command = [*COMMANDS[language], program]
    done = subprocess.run(command, env=os.environ | {"WIZARD_TOKEN": token}, capture_output=True, check=True)
    return done.stdout.decode()


class RecordingServer(HTTPServer):
    """Records requests and responds with two lines."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), RecordingHandler)
        self.requests: list[tuple[str, str, dict[str, str], str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class RecordingHandler(BaseHTTPRequestHandler):
    server: RecordingServer

    def _record(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self.server.requests.append((self.command, self.path, dict(self.headers.items()), body))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"one\ntwo\n")

    do_GET = do_PATCH = _record  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def recorder() -> Iterator[RecordingServer]:
    with RecordingServer() as recording:
        thread = threading.Thread(target=recording.serve_forever)
        thread.start()
        yield recording
        recording.shutdown()
        thread.join()


def generate(console: ConsolePage, request: dict[str, Any], language: str) -> str:
    program: str = console.page.evaluate(
        """async ([request, language]) => {
            const { snippet } = await import('/static/lib/snippets.js');
            return snippet(request, language);
        }""",
        [request, language],
    )
    return program


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_program_sends_the_method_headers_and_body_as_they_are(
    language: str, console: ConsolePage, recorder: RecordingServer
) -> None:
    headers = {"Content-Type": "application/merge-patch+json", "If-Match": '"it\'s 7"'}
    request = {"method": "PATCH", "url": f"{recorder.url}/a?b=%27c", "headers": headers, "body": BODY}

    output = run(generate(console, request, language), language, "a-token")

    [(method, path, received, body)] = recorder.requests
    received = {name.lower(): value for name, value in received.items()}
    assert (method, path, json.loads(body)) == ("PATCH", "/a?b=%27c", BODY)
    assert received["authorization"] == "Bearer a-token"
    assert {name: received[name.lower()] for name in headers} == headers
    assert output.endswith("one\ntwo\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_program_of_a_get_request_sends_no_body(
    language: str, console: ConsolePage, recorder: RecordingServer
) -> None:
    run(generate(console, {"method": "GET", "url": f"{recorder.url}/"}, language), language, "a-token")

    [(method, path, headers, body)] = recorder.requests
    assert (method, path, body) == ("GET", "/", "")
    assert not {"content-type", "content-length"} & {name.lower() for name in headers}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_request_copied_from_the_console_reads_the_state(
    language: str, console: ConsolePage, owner: Person, settings: dict[str, Any]
) -> None:
    investigation_id = owner.create(settings=settings)
    console.open_investigation(investigation_id)
    console.button("Copy as code").click()
    dialog = console.page.get_by_role("dialog", name="Copy as code")
    dialog.get_by_role("button", name=language, exact=True).click()
    dialog.get_by_role("button", name="Copy").click()
    expect(console.page.get_by_text(f"Copied as {language}")).to_be_visible()
    program = console.page.evaluate("navigator.clipboard.readText()")

    output = run(program, language, owner.token)

    assert f'"investigation_id":"{investigation_id}"' in output
