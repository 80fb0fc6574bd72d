"""Settings of the server and of the browsers that use it, with the rules that a range cannot express."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_network

from .setting_field import setting

MAX_PORT = 65535
_LOOPBACK = re.compile(r"(127\.\d+\.\d+\.\d+|localhost|\[::1\]):\d+")
_ADDRESS = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]*]*):(\d{1,5})")
# Browsers send scheme, host in lower case and ASCII, and the port unless it is the scheme's default.
_ORIGIN = re.compile(r"(?:http(?!.*:80$)|https(?!.*:443$))://(?:\[[0-9a-f:.]+\]|[0-9a-z._-]+)(?::(\d{1,5}))?")
_HOST = re.compile(r"\.?[0-9a-z_-]+(\.[0-9a-z_-]+)*")
# A server that listens on every address of the machine (the key) is reached from the machine itself at the value.
_LOOPBACK_OF = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "[::]": "[::1]"}  # noqa: S104
_COOKIE_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")
DEFAULT_BASE_PATH = "/api/v1/wizard"
_BASE_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)+")


@dataclass(frozen=True)
class ServerSettings:
    bind: str = setting("WIZARD_BIND", "127.0.0.1:8000", "HOST:PORT or unix:PATH to listen on")
    workers: int = setting("WIZARD_WORKERS", 3, "worker processes", minimum=1, maximum=64)
    base_path: str = setting("WIZARD_BASE_PATH", DEFAULT_BASE_PATH, "path under which the API is mounted")
    allowed_origins: tuple[str, ...] = setting(
        "WIZARD_ALLOWED_ORIGINS", (), "origins whose pages may use the API from a browser, comma separated"
    )
    allowed_hosts: tuple[str, ...] = setting(
        "WIZARD_ALLOWED_HOSTS",
        (),
        "host names the service answers to, .example.com with subdomains, comma separated; empty = any",
    )
    cookie_name: str = setting(
        "WIZARD_COOKIE_NAME",
        "",
        "name of the session cookie, empty = derived from DATABASE_URL, WIZARD_BASE_PATH and the address",
    )
    trusted_proxies: tuple[str, ...] = setting(
        "WIZARD_TRUSTED_PROXIES",
        (),
        "addresses or networks whose X-Forwarded-Proto and -Prefix are trusted, comma separated",
    )
    login_links: bool = setting(
        "WIZARD_LOGIN_LINKS", False, "one-time links that log in on this machine; needs a loopback WIZARD_BIND"
    )
    example_command: str = setting(
        "WIZARD_EXAMPLE_COMMAND",
        "",
        "command of the example executor, which the console may start on this machine; needs a loopback WIZARD_BIND",
    )
    graceful_timeout_s: int = setting(
        "WIZARD_GRACEFUL_TIMEOUT_S", 20, "seconds a stopping worker has to end its streams", minimum=1, maximum=300
    )

    @property
    def is_local(self) -> bool:
        """Whether only local programs reach the service; behind a proxy every client appears to be local."""
        return _LOOPBACK.fullmatch(self.bind) is not None and not self.trusted_proxies

    @property
    def local_host(self) -> str | None:
        """HOST:PORT at which local programs reach the service; None for a socket file, or a port that varies (0)."""
        host, _, port = self.bind.rpartition(":")
        is_known = not self.bind.startswith("unix:") and int(port) > 0
        return f"{_LOOPBACK_OF.get(host, host)}:{port}" if is_known else None


def server_errors(server: ServerSettings) -> Iterator[str]:
    if not _BASE_PATH.fullmatch(server.base_path):
        yield f"WIZARD_BASE_PATH={server.base_path}: must be an absolute path without a slash at its end"
    if not is_address(server.bind):
        yield f"WIZARD_BIND={server.bind}: must be HOST:PORT or unix:PATH"
    for origin in server.allowed_origins:
        if not _is_origin(origin):
            yield f"WIZARD_ALLOWED_ORIGINS={origin}: must be an origin such as https://console.example:8443, no path"
    for proxy in server.trusted_proxies:
        if not _is_network(proxy):
            yield f"WIZARD_TRUSTED_PROXIES={proxy}: must be an IP address or a network such as 10.0.0.0/8"
    yield from _browser_errors(server)
    yield from _local_errors(server)


def _browser_errors(server: ServerSettings) -> Iterator[str]:
    for host in server.allowed_hosts:
        if not _HOST.fullmatch(host):
            yield f"WIZARD_ALLOWED_HOSTS={host}: must be a name such as console.example or .example, no port"
    if server.cookie_name and not _COOKIE_NAME.fullmatch(server.cookie_name):
        yield f"WIZARD_COOKIE_NAME={server.cookie_name}: must consist of letters, digits, hyphens and underscores"


def _local_errors(server: ServerSettings) -> Iterator[str]:
    """Return the errors of what is for people at the machine of the service alone."""
    try:
        shlex.split(server.example_command)
    except ValueError as error:
        yield f"WIZARD_EXAMPLE_COMMAND={server.example_command}: {error}"
    settings = {
        "WIZARD_LOGIN_LINKS=true": server.login_links,
        f"WIZARD_EXAMPLE_COMMAND={server.example_command}": server.example_command,
    }
    for setting_text in (text for text, is_set in settings.items() if is_set and not server.is_local):
        yield (
            f"{setting_text} with WIZARD_BIND={server.bind} and WIZARD_TRUSTED_PROXIES="
            f"{','.join(server.trusted_proxies)}: this is for a loopback address only, and not behind a proxy"
        )


def is_address(bind: str) -> bool:
    """Return whether a server can listen there: HOST:PORT or unix:PATH."""
    address = _ADDRESS.fullmatch(bind)
    if address:
        return int(address[1]) <= MAX_PORT
    return bind.startswith("unix:") and len(bind) > len("unix:")


def _is_origin(text: str) -> bool:
    origin = _ORIGIN.fullmatch(text)
    return origin is not None and int(origin[1] or 0) <= MAX_PORT


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True
