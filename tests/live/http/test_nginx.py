"""The service behind nginx, with the default buffering and the sample configuration of `deploy/`."""

import json
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.support.live.hosts.nginx import NGINX, sample_nginx
from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, request, serving
from tests.support.live.watchers import TRANSPORTS, Event
from wizard_service.client import WizardClient

pytestmark = [pytest.mark.live, pytest.mark.skipif(NGINX is None, reason="nginx is not installed")]


@pytest.fixture(scope="module")
def proxy(server: LiveServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with sample_nginx(tmp_path_factory.mktemp("nginx"), "nginx-one-host.conf", {"127.0.0.1:8000": server}) as running:
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    settings = {"WIZARD_SSE_HEARTBEAT_S": "1", "WIZARD_TRUSTED_PROXIES": "127.0.0.1"}
    with serving(tmp_path_factory.mktemp("proxied"), **settings) as running:
        yield running


def test_the_first_event_and_heartbeats_pass_the_buffering_of_nginx(
    server: LiveServer, proxy: LiveServer, client: WizardClient, token: str
) -> None:
    investigation_id = client.create().investigation_id
    address = f"{proxy.url}/api/v1/wizard/{investigation_id}/stream"
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})

    types: list[str] = []
    with urllib.request.urlopen(request) as stream:
        while types.count("heartbeat") < 2:
            line = stream.readline().decode()
            types += [json.loads(line.removeprefix("data:"))["event_type"]] if line.startswith("data:") else []

    assert types[:2] == ["connection_established", "state_sync"]


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_every_transport_delivers_the_feed_through_nginx(
    transport: type, server: LiveServer, proxy: LiveServer, client: WizardClient, token: str
) -> None:
    investigation_id = client.create().investigation_id
    epoch = client.get(investigation_id).etag.strip('"').rpartition(".")[0]

    def is_last(event: Event) -> bool:
        return bool(event["data"].get("lines") == [{"message": "last"}])

    watcher = transport(proxy, token, investigation_id, f"{epoch}-0", is_last)
    watcher.start()
    for message in [*(f"line {number}" for number in range(20)), "last"]:
        client.report(investigation_id, [{"event_type": "log_appended", "data": {"lines": [{"message": message}]}}])
    watcher.wait_end()

    assert watcher.numbers == list(range(1, 23))


@pytest.mark.parametrize("path", ["/metrics", f"{BASE}/metrics", f"{BASE}/session/login"])
def test_nginx_refuses_what_is_for_the_machine_of_the_service_only(
    server: LiveServer, proxy: LiveServer, path: str
) -> None:
    assert request(server, "GET", path, {}).status in (200, 405)

    assert request(proxy, "GET", path, {}).status == 404


def test_nginx_limits_the_connections_of_one_address(server: LiveServer, proxy: LiveServer) -> None:
    host, port = proxy.bind.split(":")
    unfinished = f"POST {BASE}/investigations HTTP/1.1\r\nHost: {proxy.bind}\r\nContent-Length: 9\r\n\r\n"
    with ExitStack() as opened:
        for _ in range(100):
            connection = opened.enter_context(socket.create_connection((host, int(port))))
            connection.sendall(unfinished.encode())

        LiveServer.wait_until(lambda: request(proxy, "GET", "/healthz", {}).status == 429, "all connections to count")
        assert request(server, "GET", "/healthz", {}).status == 200

    LiveServer.wait_until(lambda: request(proxy, "GET", "/healthz", {}).status == 200, "a free connection")
