"""A stream or socket ends with its token, which expires or is revoked; a socket may renew it (contract section 2)."""

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.short_tokens import opened_in_time
from tests.support.live.users import Person, PersonFor, request, token_of
from tests.support.live.workers import opened_on_every_worker
from tests.support.wire.sse_client import SseStream
from tests.support.wire.websocket_client import Event, LiveSocket

pytestmark = pytest.mark.live


def wait_for_expiry(server: LiveServer, person: Person, investigation_id: str) -> None:
    def code() -> str:
        path = f"/api/v1/wizard/{investigation_id}/state"
        return str(request(server, "GET", path, person.bearer).document.get("code"))

    server.wait_until(lambda: code() == "token_expired", "the end of the token")


def test_a_stream_ends_with_a_reason_when_its_token_expires_however_it_was_opened(
    owner: Person, person_for: PersonFor
) -> None:
    path = f"/{owner.create()}/stream"

    def open_all(brief: Person) -> list[SseStream]:
        ticket = brief.call("POST", "/tickets").document.get("ticket")
        # A ticket lends no life beyond that of the token it was issued for.
        return [brief.stream(path), brief.stream("/stream"), brief.stream(f"{path}?ticket={ticket}")]

    brief, streams = opened_in_time(person_for, owner.user_id, open_all)
    for stream in streams:
        stream.wait_end()

    assert [stream.clean for stream in streams] == [True] * 3
    assert [stream.types[-1] for stream in streams] == ["auth_expired"] * 3
    assert not any("id" in stream.of("auth_expired")[0] for stream in streams)
    again = brief.call("GET", path)
    assert again.problem == (401, "token_expired")
    assert again.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_socket_is_closed_with_4401_when_its_token_ends_unless_it_was_renewed(
    owner: Person, person_for: PersonFor
) -> None:
    investigation_id = owner.create()

    def open_both(brief: Person) -> tuple[LiveSocket, LiveSocket]:
        quiet, refused = brief.socket(investigation_id), brief.socket(investigation_id)
        refused.answer_to(type="auth", token=token_of("another-user"), message_id="renewal")
        return quiet, refused

    _, (quiet, refused) = opened_in_time(person_for, owner.user_id, open_both)

    assert (quiet.wait_close(), refused.wait_close()) == (4401, 4401)
    assert (quiet.types[-1], refused.types[-1]) == ("auth_expired", "auth_expired")


def test_a_socket_that_renews_its_token_stays_open(server: LiveServer, owner: Person, person_for: PersonFor) -> None:
    investigation_id = owner.create()

    def open_and_renew(brief: Person) -> tuple[LiveSocket, Event]:
        socket = brief.socket(investigation_id)
        return socket, socket.answer_to(type="auth", token=owner.token, message_id="renewal")

    brief, (socket, answer) = opened_in_time(person_for, owner.user_id, open_and_renew)
    wait_for_expiry(server, brief, investigation_id)
    event = owner.log(investigation_id, "after the first token's end")

    assert answer["status"] == 200
    assert socket.wait_for_event("log_appended") == event


@pytest.mark.parametrize("kind", ["another user's", "no token", "expired"])
def test_an_invalid_token_is_refused_and_the_socket_stays_open(owner: Person, kind: str) -> None:
    tokens = {
        "another user's": token_of("another-user"),
        "no token": "not.a.token",
        "expired": token_of(owner.user_id, ttl_s=-60),
    }
    investigation_id = owner.create()
    socket = owner.socket(investigation_id)

    answer = socket.answer_to(type="auth", token=tokens[kind], message_id="renewal")
    event = owner.log(investigation_id, "still here")

    assert (answer["status"], answer["message_id"]) == (401, "renewal")
    assert answer["code"] == ("token_expired" if kind == "expired" else "unauthorized")
    assert socket.wait_for_event("log_appended") == event


def test_a_socket_is_not_renewed_by_a_token_that_could_not_have_opened_it(owner: Person, person_for: PersonFor) -> None:
    executor = person_for(None, "wizard:run")
    one, everything = executor.socket(owner.create()), owner.socket_for_everything()

    answers = [
        one.answer_to(type="auth", token=token_of(executor.user_id), message_id="renewal"),
        everything.answer_to(type="auth", token=token_of(owner.user_id, "wizard:write"), message_id="renewal"),
    ]

    assert [answer.get("code") for answer in answers] == ["not_found", "forbidden"]


@pytest.mark.parametrize("how", ["logout", "command"])
def test_a_revoked_token_is_refused_by_every_worker_and_its_streams_end(
    server: LiveServer, person_for: PersonFor, how: str
) -> None:
    person = person_for()
    investigation_id = person.create()
    streams = opened_on_every_worker(server, lambda: person.stream(f"/{investigation_id}/stream"))
    sockets = opened_on_every_worker(server, lambda: person.socket(investigation_id))
    ticket = person.call("POST", "/tickets").document["ticket"]
    by_ticket = person.stream(f"/stream?ticket={ticket}")

    if how == "logout":
        cookie = str(person.call("POST", "/session").headers["Set-Cookie"]).partition(";")[0]
        assert request(server, "DELETE", "/api/v1/wizard/session", {"Cookie": cookie}).status == 204
    else:
        server.run("revoke", "--user", person.user_id)
        server.wait_until(lambda: person.call("GET", "/session").status == 401, "the first refusal")
    # Each request is a new connection, which any worker may accept.
    answers = [person.call("GET", "/session").status for _ in range(30 if how == "logout" else 0)]
    codes = [socket.wait_close() for socket in sockets]
    for stream in [*streams, by_ticket]:
        stream.wait_end()

    assert set(answers) <= {401}
    assert set(codes) == {4401}
    assert {stream.types[-1] for stream in [*streams, by_ticket]} == {"auth_expired"}
    assert streams[0].of("auth_expired")[0]["data"] == {"reason": "token_revoked"}
