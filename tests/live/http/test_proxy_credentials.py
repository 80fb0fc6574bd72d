"""Credentials that a browser sends to a proxy in front of the service do not hide its own (contract section 2)."""

from typing import Any

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, Person, request
from tests.support.wire.raw_connection import RawConnection

pytestmark = pytest.mark.live

FOR_A_PROXY = (
    "Basic cGVyc29uOnNlY3JldA==",
    'Digest username="person", realm="wizard", nonce="n", uri="/", response="r"',
    "Negotiate YIIJvwYGKwYBBQUCoIIJszCCCa8=",
    "NTLM TlRMTVNTUAABAAAA",
)
every_scheme = pytest.mark.parametrize("scheme", FOR_A_PROXY, ids=lambda value: value.partition(" ")[0])


@pytest.fixture
def investigation_id(owner: Person, settings: dict[str, Any]) -> str:
    return owner.create(settings=settings)


@pytest.fixture
def cookie(owner: Person) -> str:
    """Return what a browser sends back as `Cookie`."""
    return str(owner.call("POST", "/session").headers["Set-Cookie"]).partition(";")[0]


@every_scheme
@pytest.mark.parametrize("path", ["/{}/state", "/{}/poll", "/poll", "/active", "/session"])
def test_reads_are_answered_with_the_cookie(
    server: LiveServer, investigation_id: str, cookie: str, scheme: str, path: str
) -> None:
    sent = {"Cookie": cookie, "Authorization": scheme}
    answer = request(server, "GET", BASE + path.format(investigation_id), sent)

    assert answer.status == 200


@every_scheme
def test_changes_are_made_with_the_cookie(
    server: LiveServer, owner: Person, investigation_id: str, cookie: str, scheme: str
) -> None:
    sent = {"Cookie": cookie, "Authorization": scheme, "Origin": server.url}
    state = f"{BASE}/{investigation_id}/state"

    answers = [
        request(server, "PATCH", state, sent, {"settings": {"name": "renamed"}, "version": 1}),
        request(server, "POST", f"{BASE}/{investigation_id}/navigation", sent, {"step": "PROGRESS"}),
        request(server, "DELETE", state, sent | {"If-Match": "*"}),
    ]

    assert [answer.status for answer in answers] == [200, 200, 204]
    assert owner.call("GET", f"/{investigation_id}/state").status == 404


@every_scheme
def test_a_stream_and_a_socket_open_with_the_cookie(
    server: LiveServer, investigation_id: str, cookie: str, scheme: str
) -> None:
    sent = {"Cookie": cookie, "Authorization": scheme, "Origin": server.url}
    for path in (f"/{investigation_id}/stream", "/stream"):
        with RawConnection(server) as stream:
            stream.get(BASE + path, sent)

            assert stream.read_head().split()[1] == "200"
            stream.read_until(b"event: connection_established")
    for path in (f"/ws/investigation/{investigation_id}", "/ws/investigations"):
        with RawConnection(server) as socket:
            assert socket.shake_hands(path, sent) == 101
            assert b'"connection_established"' in socket.read_frame().payload


@every_scheme
def test_a_stream_and_a_socket_open_with_a_ticket(
    server: LiveServer, owner: Person, investigation_id: str, scheme: str
) -> None:
    tickets = [owner.call("POST", "/tickets").document["ticket"] for _ in range(2)]
    with RawConnection(server) as stream, RawConnection(server) as socket:
        stream.get(f"{BASE}/{investigation_id}/stream?ticket={tickets[0]}", {"Authorization": scheme})

        assert stream.read_head().split()[1] == "200"
        sent = {"Authorization": scheme, "Origin": server.url}
        assert socket.shake_hands(f"/ws/investigation/{investigation_id}?ticket={tickets[1]}", sent) == 101


@every_scheme
def test_a_session_begins_with_the_token_in_the_body(server: LiveServer, owner: Person, scheme: str) -> None:
    sent = {"Authorization": scheme, "Origin": server.url}

    begun = request(server, "POST", f"{BASE}/session", sent, {"token": owner.token})
    cookie = begun.headers["Set-Cookie"].partition(";")[0]

    assert begun.status == 204
    assert request(server, "GET", f"{BASE}/active", {"Cookie": cookie, "Authorization": scheme}).status == 200


@every_scheme
def test_they_are_no_credentials_of_the_service(server: LiveServer, investigation_id: str, scheme: str) -> None:
    for path in (f"/{investigation_id}/state", f"/{investigation_id}/poll", f"/{investigation_id}/stream", "/stream"):
        answer = request(server, "GET", BASE + path, {"Authorization": scheme})

        assert answer.problem == (401, "unauthorized")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    with RawConnection(server) as socket:
        assert socket.shake_hands(f"/ws/investigation/{investigation_id}", {"Authorization": scheme}) == 401


def test_a_bearer_token_that_is_not_valid_is_refused_although_there_is_a_cookie(
    server: LiveServer, investigation_id: str, cookie: str
) -> None:
    sent = {"Cookie": cookie, "Authorization": "Bearer not.a.token"}

    assert request(server, "GET", f"{BASE}/{investigation_id}/state", sent).problem == (401, "unauthorized")
