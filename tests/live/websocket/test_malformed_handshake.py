"""A handshake that breaks RFC 6455 is refused, and is never an error of the server (contract sections 1 and 8)."""

import pytest

from tests.support.live.users import Person
from tests.support.wire.raw_handshake import Handshake

pytestmark = pytest.mark.live

# Variants of an Origin that a browser's address bar or a broken proxy may produce.
UNREADABLE_ORIGINS = ("http://[", "http://[::1", "http://a]", "http://\xe9", "://", "http:\\evil", "\xbd")


@pytest.fixture
def path(owner: Person) -> str:
    return f"/ws/investigation/{owner.create()}"


def test_a_refusal_for_its_version_names_the_version_that_is_understood(owner: Person, path: str) -> None:
    answered = Handshake(owner, path, Sec_WebSocket_Version="12")

    # RFC 6455 section 4.2.2, item 4.
    assert "sec-websocket-version: 13\r\n" in answered.head.lower() + "\r\n"


@pytest.mark.parametrize("origin", UNREADABLE_ORIGINS)
def test_an_origin_that_cannot_be_read_is_foreign(owner: Person, path: str, origin: str) -> None:
    assert Handshake(owner, path, Origin=origin).refusal == (403, "origin_refused")


def test_a_key_beyond_ascii_is_refused(owner: Person, path: str) -> None:
    assert Handshake(owner, path, Sec_WebSocket_Key="\xe9" * 24).refusal == (400, "bad_request")


def test_a_subprotocol_beyond_ascii_is_refused(owner: Person, path: str) -> None:
    assert Handshake(owner, path, Sec_WebSocket_Protocol="\xe9").refusal == (400, "bad_request")


@pytest.mark.parametrize("version", ["1.0", "1.1"])
def test_a_handshake_without_host_is_refused(owner: Person, path: str, version: str) -> None:
    # RFC 6455 section 4.2.1, item 2; RFC 9112 section 3.2.
    assert Handshake(owner, path, f"GET {path} HTTP/{version}", Host=None).status == 400


@pytest.mark.parametrize(("method", "status"), [("HEAD", 400), ("POST", 405)])
def test_a_handshake_that_does_not_use_get_is_refused(owner: Person, path: str, method: str, status: int) -> None:
    # RFC 6455 section 4.2.1, item 1.
    assert Handshake(owner, path, f"{method} {path} HTTP/1.1").status == status


@pytest.mark.parametrize("field", [{"Connection": "keep-alive"}, {"Upgrade": "h2c"}, {"Connection": "close, upgradex"}])
def test_a_request_without_an_upgrade_gets_no_websocket(owner: Person, path: str, field: dict[str, str]) -> None:
    assert Handshake(owner, path, **field).refusal == (426, "upgrade_required")
