"""A handshake that is refused is answered in plain HTTP (contract section 8, RFC 6455 section 4.2)."""

import pytest

from tests.support.live.users import ALLOWED_ORIGIN, Person, PersonFor
from tests.support.wire.raw_handshake import Handshake

pytestmark = pytest.mark.live


@pytest.fixture
def investigation_id(owner: Person) -> str:
    return owner.create()


def test_a_valid_handshake_is_accepted_with_the_key_that_it_sent(owner: Person, investigation_id: str) -> None:
    answered = Handshake(owner, f"/ws/investigation/{investigation_id}")

    assert answered.status == 101
    # The example of RFC 6455 section 1.3.
    assert "sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=" in answered.head.lower()


def test_an_accepted_handshake_carries_the_request_id_that_was_sent(owner: Person, investigation_id: str) -> None:
    answered = Handshake(owner, f"/ws/investigation/{investigation_id}", X_Request_ID="from-the-caller")

    assert "x-request-id: from-the-caller\r\n" in answered.head.lower() + "\r\n"


@pytest.mark.parametrize("path", ["/ws/investigation/{}", "/ws/investigations", "/api/v1/wizard/ws/investigation/{}"])
def test_sockets_are_found_at_the_root_and_under_the_base_path(owner: Person, investigation_id: str, path: str) -> None:
    assert Handshake(owner, path.format(investigation_id)).status == 101


@pytest.mark.parametrize("version", ["12", "8", "thirteen", "13, 13", None])
def test_another_version_is_refused(owner: Person, investigation_id: str, version: str | None) -> None:
    answered = Handshake(owner, f"/ws/investigation/{investigation_id}", Sec_WebSocket_Version=version)

    assert answered.refusal == (426, "upgrade_required")


@pytest.mark.parametrize(
    "key",
    ["", "x", "dGhlIHNhbXBsZSBub25jZQ", "dG9vIHNob3J0", "!" * 24, "c2V2ZW50ZWVuIGJ5dGVzISE=", None],
)
def test_a_missing_or_malformed_key_is_refused(owner: Person, investigation_id: str, key: str | None) -> None:
    answered = Handshake(owner, f"/ws/investigation/{investigation_id}", Sec_WebSocket_Key=key)

    assert answered.refusal == (400, "bad_request")


@pytest.mark.parametrize("authorization", [None, "Basic dTpw", "Bearer", "Bearer not.a.token", "Bearer \xe9.\xe9.\xe9"])
def test_a_handshake_without_a_valid_token_is_unauthorized(
    owner: Person, investigation_id: str, authorization: str | None
) -> None:
    answered = Handshake(owner, f"/ws/investigation/{investigation_id}", Authorization=authorization)

    assert answered.refusal == (401, "unauthorized")
    assert "www-authenticate: bearer" in answered.head.lower()


def test_an_unknown_or_another_users_investigation_is_not_found(
    owner: Person, investigation_id: str, person_for: PersonFor
) -> None:
    answers = [
        Handshake(owner, "/ws/investigation/no-such"),
        Handshake(person_for(), f"/ws/investigation/{investigation_id}"),
    ]

    assert [answered.refusal for answered in answers] == [(404, "not_found")] * 2


def test_a_malformed_cursor_is_refused(owner: Person, investigation_id: str) -> None:
    assert Handshake(owner, f"/ws/investigation/{investigation_id}?after=7").refusal == (400, "bad_cursor")


@pytest.mark.parametrize("query", ["events=progress_updated", "until=completed", "Last-Event-ID=k7f3-1", "x"])
@pytest.mark.parametrize("path", ["/ws/investigation/{}", "/ws/investigations"])
def test_an_unknown_parameter_of_a_socket_is_refused(
    owner: Person, investigation_id: str, path: str, query: str
) -> None:
    assert Handshake(owner, f"{path.format(investigation_id)}?{query}").refusal == (400, "bad_request")


def test_a_token_that_may_not_read_is_forbidden(owner: Person, person_for: PersonFor, investigation_id: str) -> None:
    answered = Handshake(person_for(owner.user_id, "wizard:write"), f"/ws/investigation/{investigation_id}")

    assert answered.refusal == (403, "forbidden")


@pytest.mark.parametrize("path", ["/ws/investigation/{}", "/ws/investigations", "/api/v1/wizard/ws/investigation/{}"])
def test_a_plain_get_is_answered_with_upgrade_required(owner: Person, investigation_id: str, path: str) -> None:
    plain = {"Connection": None, "Upgrade": None, "Sec_WebSocket_Version": None, "Sec_WebSocket_Key": None}

    answered = Handshake(owner, path.format(investigation_id), **plain)

    assert answered.refusal == (426, "upgrade_required")
    # RFC 9110 sections 7.8 and 15.5.22; RFC 6455 section 4.4.
    head_lines = answered.head.lower().split("\r\n")
    assert {"connection: upgrade", "upgrade: websocket", "sec-websocket-version: 13"} <= {*head_lines}


def test_a_handshake_at_a_path_without_a_socket_is_refused(owner: Person) -> None:
    assert Handshake(owner, "/api/v1/wizard/health").refusal == (400, "bad_request")


FOREIGN = (
    "https://evil.example",
    "null",
    ALLOWED_ORIGIN + ".evil.example",
    "https://evil-" + ALLOWED_ORIGIN.removeprefix("https://"),
    ALLOWED_ORIGIN.replace("https", "http"),
    ALLOWED_ORIGIN + ":8443",
    ALLOWED_ORIGIN + "/",
    "https://console.example@evil.example",
    "http://{}0",
    "http://{}.evil.example",
    "https://{}",
    "http://127.0.0.1",
    "http://127.0.0.1:1",
    "",
)


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_page_of_another_origin_is_refused(owner: Person, investigation_id: str, origin: str) -> None:
    sent = origin.format(owner.server.bind)

    answered = Handshake(owner, f"/ws/investigation/{investigation_id}", Origin=sent)

    assert answered.refusal == (403, "origin_refused")


@pytest.mark.parametrize("origin", [ALLOWED_ORIGIN, "http://{}"])
def test_a_page_of_the_service_or_of_an_allowed_origin_is_accepted(
    owner: Person, investigation_id: str, origin: str
) -> None:
    sent = origin.format(owner.server.bind)

    assert Handshake(owner, f"/ws/investigation/{investigation_id}", Origin=sent).status == 101


@pytest.mark.parametrize("offered", ["wizard.v1", "other, wizard.v1", "wizard.v1, other"])
def test_the_subprotocol_is_echoed_when_it_is_offered(owner: Person, investigation_id: str, offered: str) -> None:
    answered = Handshake(owner, f"/ws/investigation/{investigation_id}", Sec_WebSocket_Protocol=offered)

    assert answered.status == 101
    assert "sec-websocket-protocol: wizard.v1\r\n" in answered.head.lower() + "\r\n"


@pytest.mark.parametrize("offered", [None, "other", "wizard.v2"])
def test_no_subprotocol_is_named_that_was_not_offered(
    owner: Person, investigation_id: str, offered: str | None
) -> None:
    answered = Handshake(owner, f"/ws/investigation/{investigation_id}", Sec_WebSocket_Protocol=offered)

    assert answered.status == 101
    assert "sec-websocket-protocol" not in answered.head.lower()


def test_no_extension_is_agreed_on(owner: Person, investigation_id: str) -> None:
    offered = "permessage-deflate; client_max_window_bits"

    answered = Handshake(owner, f"/ws/investigation/{investigation_id}", Sec_WebSocket_Extensions=offered)

    assert answered.status == 101
    assert "sec-websocket-extensions" not in answered.head.lower()
