"""The connection of a stream of server-sent events, through the HTTP proxy that the environment names."""

import base64
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2

from ..http import tls_context
from .base import End, SessionEnded

PROXY_SCHEMES = ("http", "https")


def connect(request: httpx2.Request) -> tuple[HTTPConnection, dict[str, str], str]:
    """Connect to the service or its proxy; return the connection, the request's headers and its target.

    The request's timeout applies to every read until the stream sets its own. The proxy is the one that httpx2 selects
    for the other transports: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY.
    Raises SessionEnded: UNREACHABLE without a connection, UNSUPPORTED for a SOCKS proxy.
    """
    url, timeout_s = request.url, request.extensions["timeout"]["read"]
    headers = {name.decode(): value.decode() for name, value in request.headers.raw}
    target = url.raw_path.decode()
    proxy = proxy_for(url)
    if proxy is None:
        connection = _connection(url.scheme, url.host, url.port, timeout_s)
    elif url.scheme == "https":
        connection = _connection("https", proxy.hostname or "", proxy.port or _default_port(proxy), timeout_s)
        connection.set_tunnel(url.host, url.port, headers=_proxy_authorization(proxy))
    else:
        connection = _connection(proxy.scheme, proxy.hostname or "", proxy.port, timeout_s)
        headers |= _proxy_authorization(proxy)
        target = str(url.copy_with(fragment=None))
    try:
        connection.connect()
    except OSError as failure:
        connection.close()
        raise SessionEnded(f"{failure}", End.UNREACHABLE) from failure
    return connection, headers, target


def proxy_for(url: httpx2.URL) -> SplitResult | None:
    """Return the proxy for an address, None for a direct connection. Raises SessionEnded for a SOCKS proxy."""
    proxies = getproxies()
    address = proxies.get(url.scheme) or proxies.get("all")
    if not address or proxy_bypass(url.netloc.decode()):
        return None
    proxy = urlsplit(address if "://" in address else f"http://{address}")
    if proxy.scheme not in PROXY_SCHEMES:
        raise SessionEnded(f"server-sent events do not pass a {proxy.scheme} proxy", End.UNSUPPORTED)
    return proxy


def _connection(scheme: str, host: str, port: int | None, timeout_s: float) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(host, port, timeout=timeout_s, context=tls_context())
    return HTTPConnection(host, port, timeout=timeout_s)


def _default_port(proxy: SplitResult) -> int:
    return 443 if proxy.scheme == "https" else 80


def _proxy_authorization(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    credentials = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"Proxy-Authorization": "Basic " + base64.b64encode(credentials.encode()).decode()}
