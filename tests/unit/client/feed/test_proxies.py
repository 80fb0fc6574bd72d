"""Every transport of both clients passes the proxy of the environment, and gives way to the next where it cannot."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from httpx2 import URL, UnsupportedProtocol

from tests.support.client.feed_messages import first, paths, poll, stored, stream
from tests.support.client.portal_client import client_of
from tests.support.client.scripted_server import Response, ScriptedServer
from tests.support.client.scripted_websockets import ScriptedSockets
from tests.support.client.tunnel_proxy import HOST, TunnelProxy, write_certificate
from wizard_service.client.network.base import tls_context
from wizard_service.client.network.event_connection import proxy_for

PROXY_SETTINGS = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
SERVICE = f"https://{HOST}:8443"

every_kind = pytest.mark.parametrize("kind", ["blocking", "asyncio", "trio"])


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXY_SETTINGS:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield a certificate that clients trust."""
    path = write_certificate(tmp_path / "tls.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    tls_context.cache_clear()
    yield path
    tls_context.cache_clear()


def use_tunnel(proxy: TunnelProxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", f"http://user:p%40ss@127.0.0.1:{proxy.port}")


@every_kind
def test_http_requests_of_all_transports_go_to_the_proxy(
    kind: str, server: ScriptedServer, waits_s: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://user:p%40ss@127.0.0.1:{server.port}")
    server.script(Response(426, ""), stream(stored(1)), poll(stored(2), cursor="k7f3-2"))

    with client_of(kind, "http://wizard.test:8000", "t0ken", sleep=waits_s.append) as client:
        streamed = first(1, client.follow("inv_1", cursor="k7f3-0", transports=["websocket", "sse"]))
        polled = first(1, client.follow("inv_1", cursor="k7f3-1", transports=["poll"]))

    assert (streamed, polled) == ([stored(1)], [stored(2)])
    assert [request.path.split("?")[0] for request in server.requests] == [
        "http://wizard.test:8000/api/v1/wizard/ws/investigation/inv_1",
        "http://wizard.test:8000/api/v1/wizard/inv_1/stream",
        "http://wizard.test:8000/api/v1/wizard/inv_1/poll",
    ]
    assert {request.headers["Proxy-Authorization"] for request in server.requests} == {"Basic dXNlcjpwQHNz"}


@every_kind
@pytest.mark.parametrize("transport", ["sse", "long_poll", "poll"])
def test_https_goes_through_a_tunnel(
    kind: str,
    transport: str,
    server: ScriptedServer,
    certificate: Path,
    waits_s: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.script(stream(stored(1)) if transport == "sse" else poll(stored(1), cursor="k7f3-1"))

    with TunnelProxy(server.port, certificate) as proxy:
        use_tunnel(proxy, monkeypatch)
        with client_of(kind, SERVICE, "t0ken", sleep=waits_s.append) as client:
            assert first(1, client.follow("inv_1", cursor="k7f3-0", transports=[transport])) == [stored(1)]

    require_tunnels(proxy)


@every_kind
def test_secure_sockets_go_through_a_tunnel(
    kind: str,
    sockets: ScriptedSockets,
    certificate: Path,
    waits_s: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sockets.script(sockets.sending(stored(1)))

    with TunnelProxy(int(sockets.url.rpartition(":")[2]), certificate) as proxy:
        use_tunnel(proxy, monkeypatch)
        with client_of(kind, SERVICE, "t0ken", sleep=waits_s.append) as client:
            assert first(1, client.follow("inv_1", cursor="k7f3-0", transports=["websocket"])) == [stored(1)]

    require_tunnels(proxy)
    assert sockets.targets == ["/api/v1/wizard/ws/investigation/inv_1?last_event_id=k7f3-0"]


@every_kind
def test_a_transport_whose_tunnel_is_refused_is_replaced_by_the_next(
    kind: str,
    server: ScriptedServer,
    certificate: Path,
    waits_s: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server.script(poll(stored(1), cursor="k7f3-1"))

    with TunnelProxy(server.port, certificate) as proxy:
        use_tunnel(proxy, monkeypatch)
        # The first request asks for the configuration of the service, which is not required.
        proxy.refusals = 3
        with client_of(kind, SERVICE, "t0ken", sleep=waits_s.append) as client:
            events = client.follow("inv_1", cursor="k7f3-0", transports=["sse", "websocket", "poll"])
            assert first(1, events) == [stored(1)]

    assert paths(server) == ["/inv_1/poll?after=k7f3-0"]
    assert len(waits_s) == 2


@every_kind
def test_a_proxy_that_drops_the_upgrade_leaves_the_other_transports(kind: str, server: ScriptedServer) -> None:
    server.script(Response(stall=True), stream(stored(1)))

    with client_of(kind, server.url, "t0ken", timeout_s=0.3, backoff_base_s=0, sleep=lambda _: None) as client:
        assert first(1, client.follow("inv_1", cursor="k7f3-0")) == [stored(1)]

    assert paths(server) == ["/ws/investigation/inv_1?last_event_id=k7f3-0", "/inv_1/stream"]


@every_kind
@pytest.mark.parametrize("transport", ["sse", "poll"])
def test_no_proxy_leads_past_the_proxy(
    kind: str, transport: str, server: ScriptedServer, closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{closed_port}")
    monkeypatch.setenv("NO_PROXY", "example.org,127.0.0.1")
    server.script(stream(stored(1)) if transport == "sse" else poll(stored(1), cursor="k7f3-1"))

    with client_of(kind, server.url, "t0ken", sleep=lambda _: None) as client:
        assert first(1, client.follow("inv_1", cursor="k7f3-0", transports=[transport])) == [stored(1)]


def test_the_event_stream_of_the_blocking_client_refuses_a_socks_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "inside.test")

    assert proxy_for(URL("http://inside.test/stream")) is None
    with pytest.raises(UnsupportedProtocol, match="socks5"):
        proxy_for(URL("http://outside.test/stream"))


def require_tunnels(proxy: TunnelProxy) -> None:
    """Check that every request to the proxy was a CONNECT with its credentials."""
    assert proxy.requests
    for head in proxy.requests:
        assert head.startswith(f"CONNECT {HOST}:8443 HTTP/1.")
        assert "proxy-authorization: basic dxnlcjpwqhnz" in head.lower()
