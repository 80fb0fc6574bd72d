"""Only valid origins and proxies can be trusted."""

import pytest

from tests.support.configs import SOUND_AUTH, errors_of
from wizard_service.config import Config, ServerSettings


@pytest.mark.parametrize(
    "origin",
    [
        "foo",
        "*",
        "null",
        "ftp://a.example",
        "https://a.example/path",
        "https://A.example",
        "https://m\u00fcnchen.example",
        "https://a.example:443",
        "http://a.example:80",
        "https://a.example:70000",
    ],
)
def test_allowed_origin_that_no_browser_would_send_is_refused(origin: str) -> None:
    (problem,) = errors_of(server=ServerSettings(allowed_origins=("https://a.example", origin)))

    assert problem.startswith(f"WIZARD_ALLOWED_ORIGINS={origin}: ")


@pytest.mark.parametrize(
    "origin",
    ["https://a.example", "http://localhost:5173", "http://127.0.0.1:8080", "https://a.example:80", "http://[::1]:1"],
)
def test_allowed_origin_is_scheme_host_and_port(origin: str) -> None:
    assert Config(SOUND_AUTH, server=ServerSettings(allowed_origins=(origin,))).server.allowed_origins == (origin,)


@pytest.mark.parametrize("proxy", ["proxy.local", "10.0.0.1/8", "10.0.0.300", "*"])
def test_trusted_proxy_that_is_not_an_address_or_network_is_refused(proxy: str) -> None:
    (problem,) = errors_of(server=ServerSettings(trusted_proxies=("127.0.0.1", proxy)))

    assert problem.startswith(f"WIZARD_TRUSTED_PROXIES={proxy}: ")


@pytest.mark.parametrize("proxy", ["127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8"])
def test_trusted_proxy_is_an_address_or_a_network(proxy: str) -> None:
    assert Config(SOUND_AUTH, server=ServerSettings(trusted_proxies=(proxy,))).server.trusted_proxies == (proxy,)


@pytest.mark.parametrize(
    ("bind", "host"),
    [
        (":8114", "127.0.0.1:8114"),
        ("0.0.0.0:8114", "127.0.0.1:8114"),
        ("[::]:8114", "[::1]:8114"),
        ("10.0.0.7:8114", "10.0.0.7:8114"),
        ("unix:/run/wizard.sock", None),
        ("127.0.0.1:0", None),
    ],
)
def test_programs_of_the_machine_reach_a_service_that_listens_on_every_address_by_loopback(
    bind: str, host: str | None
) -> None:
    assert ServerSettings(bind=bind).local_host == host
