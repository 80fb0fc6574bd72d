"""The service behind an nginx that strips a prefix of the path and asks for Basic credentials."""

import getpass
import json
import re
import shutil
import socket
import subprocess
from base64 import b64encode
from collections.abc import Iterator

import pytest
import requests
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.support.live.server import TIMEOUT_S, LiveServer
from tests.support.live.users import BASE, serving

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
pytestmark = [pytest.mark.live, pytest.mark.skipif(NGINX is None, reason="nginx is not installed")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    settings = {"WIZARD_TRUSTED_PROXIES": "127.0.0.1"}
    with serving(tmp_path_factory.mktemp("proxied"), **settings) as running:
        yield running


@pytest.fixture(scope="module")
def prefix_proxy(server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of an nginx that asks for Basic credentials and strips `/wiz` from the path."""
    folder = tmp_path_factory.mktemp("prefix")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "passwords").write_text("person:{PLAIN}secret\n")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    headers = {"Host": "$http_host", "X-Forwarded-Proto": "$scheme", "X-Forwarded-Prefix": "/wiz"}
    headers |= {"Upgrade": "$http_upgrade", "Connection": '"upgrade"'}
    passed = "".join(f"proxy_set_header {name} {value};" for name, value in headers.items())
    (folder / "nginx.conf").write_text(
        # The workers of a master that runs as root would be another user, who cannot read the passwords.
        f"user {getpass.getuser()}; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; events {{}}"
        f" http {{ {temporary} access_log off; server {{ listen 127.0.0.1:{port};"
        f" location /wiz/ {{ auth_basic wizard; auth_basic_user_file {folder}/passwords; proxy_http_version 1.1;"
        f" proxy_pass http://{server.bind}/; {passed} }} }} }}"
    )
    process = subprocess.Popen([str(NGINX), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL)
    proxied = f"http://127.0.0.1:{port}/wiz"
    LiveServer.wait_until(lambda: is_answered(proxied), "nginx")
    yield proxied
    process.terminate()
    process.wait()


def is_answered(address: str) -> bool:
    try:
        return requests.get(f"{address}/healthz", auth=("person", "secret")).status_code == 200
    except requests.ConnectionError:
        return False


def test_the_console_and_the_api_work_behind_a_prefix_and_basic_credentials(prefix_proxy: str, token: str) -> None:
    origin = prefix_proxy.removesuffix("/wiz")
    browser = requests.Session()
    browser.auth = ("person", "secret")
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
    browser.auth = ("person", "secret")
    browser.post(f"{prefix_proxy}{BASE}/session", json={"token": token}, headers={"Origin": origin})
    created = browser.post(f"{prefix_proxy}{BASE}/investigations", json={}, headers={"Origin": origin}).json()
    api = f"{prefix_proxy}{BASE}".replace("http:", "ws:")
    address = f"{api}/ws/investigation/{created['investigation_id']}"
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)
    headers = {"Authorization": "Basic " + b64encode(b"person:secret").decode()}
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
