"""One-time tickets for browsers, which cannot send a header with EventSource or WebSocket (contract section 2)."""

import threading
import time
from collections.abc import Iterator

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import BASE, Person, PersonFor, request, serving, token_of
from tests.support.wire.raw_connection import RawConnection
from tests.support.wire.sse_client import SseStream

pytestmark = pytest.mark.live

RACERS = 10


@pytest.fixture(scope="module")
def short_ticket_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("short-ticket"), workers=1, WIZARD_TICKET_TTL_S="1") as running:
        yield running


def ticket_of(person: Person) -> str:
    answer = person.call("POST", "/tickets")
    assert answer.status == 201, answer.body
    return str(answer.document["ticket"])


def stream_status(server: LiveServer, investigation_id: str, ticket: str) -> int:
    """Return the status of a stream that shows nothing but the ticket."""
    stream = SseStream(server, f"{BASE}/{investigation_id}/stream?ticket={ticket}", {})
    stream.close()
    return stream.status


def socket_status(server: LiveServer, investigation_id: str, ticket: str) -> int:
    with RawConnection(server) as raw:
        return raw.shake_hands(f"/ws/investigation/{investigation_id}?ticket={ticket}", {})


OPENINGS = {"stream": stream_status, "socket": socket_status}


def test_a_ticket_is_issued_for_30_seconds_at_most_and_is_a_secret(owner: Person) -> None:
    answers = [owner.call("POST", "/tickets") for _ in range(3)]

    assert all(answer.document.keys() == {"ticket", "expires_in"} for answer in answers)
    assert all(0 < answer.document["expires_in"] <= 30 for answer in answers)
    tickets = {answer.document["ticket"] for answer in answers}
    assert len(tickets) == 3
    assert all(len(ticket) >= 32 and ticket.isascii() for ticket in tickets)
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


@pytest.mark.parametrize("first", OPENINGS)
@pytest.mark.parametrize("second", OPENINGS)
def test_a_ticket_is_valid_once(
    server: LiveServer, owner: Person, investigation_id: str, first: str, second: str
) -> None:
    ticket = ticket_of(owner)

    statuses = [OPENINGS[kind](server, investigation_id, ticket) for kind in (first, second)]

    assert statuses == [200 if first == "stream" else 101, 401]


def test_a_ticket_opens_only_investigations_its_user_can_read(
    owner: Person, investigation_id: str, person_for: PersonFor
) -> None:
    stranger = person_for()

    assert stream_status(owner.server, investigation_id, ticket_of(owner)) == 200
    assert stream_status(owner.server, investigation_id, ticket_of(stranger)) == 404


@pytest.mark.parametrize(("kind", "status"), [("stream", 200), ("socket", 101)])
def test_one_of_ten_clients_with_the_same_ticket_on_three_workers_is_admitted(
    server: LiveServer, owner: Person, investigation_id: str, kind: str, status: int
) -> None:
    ticket, start = ticket_of(owner), threading.Barrier(RACERS)
    statuses: list[int] = []

    def race() -> None:
        start.wait()
        statuses.append(OPENINGS[kind](server, investigation_id, ticket))

    racers = [threading.Thread(target=race) for _ in range(RACERS)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(statuses) == sorted([status] + [401] * (RACERS - 1))


@pytest.mark.parametrize(("kind", "opened"), [("stream", 200), ("socket", 101)])
def test_an_expired_ticket_is_refused(short_ticket_server: LiveServer, kind: str, opened: int) -> None:
    bearer = {"Authorization": f"Bearer {token_of('owner')}"}
    created = request(short_ticket_server, "POST", f"{BASE}/investigations", bearer, {})
    investigation_id = created.document["investigation_id"]
    issued = request(short_ticket_server, "POST", f"{BASE}/tickets", bearer).document
    over_at = time.time() + issued["expires_in"]

    def opens_with_a_fresh_one() -> bool:
        fresh = request(short_ticket_server, "POST", f"{BASE}/tickets", bearer).document
        return OPENINGS[kind](short_ticket_server, investigation_id, fresh["ticket"]) == opened

    short_ticket_server.wait_until(lambda: time.time() > over_at, "the end of the ticket")

    assert OPENINGS[kind](short_ticket_server, investigation_id, issued["ticket"]) == 401
    # On a busy machine a second may be over before the ticket is shown: then another one is.
    short_ticket_server.wait_until(opens_with_a_fresh_one, "a ticket that is good")


@pytest.mark.parametrize(
    ("method", "path", "problem"),
    [
        ("GET", "/{}/state", (401, "unauthorized")),
        ("GET", "/{}/poll", (401, "unauthorized")),
        ("GET", "/{}/access", (401, "unauthorized")),
        ("PATCH", "/{}/state", (401, "unauthorized")),
        ("POST", "/investigations", (401, "unauthorized")),
        ("POST", "/tickets", (401, "unauthorized")),
        ("POST", "/session", (422, "validation_error")),
    ],
)
def test_a_ticket_opens_only_streams_and_is_not_consumed_by_other_calls(
    server: LiveServer, owner: Person, investigation_id: str, method: str, path: str, problem: tuple[int, str]
) -> None:
    ticket = ticket_of(owner)
    before = owner.state(investigation_id)

    body: dict[str, str] | None = {} if method in ("PATCH", "POST") else None
    answer = request(server, method, f"{BASE}{path.format(investigation_id)}?ticket={ticket}", {}, body)

    assert answer.problem == problem
    assert owner.state(investigation_id) == before
    assert stream_status(server, investigation_id, ticket) == 200


@pytest.mark.parametrize("parameter", ["token", "access_token", "ticket", "authorization", "jwt", "bearer"])
def test_a_token_in_a_query_is_never_accepted(
    server: LiveServer, owner: Person, investigation_id: str, parameter: str
) -> None:
    query = f"{parameter}={owner.token}"

    answers = [
        request(server, "GET", f"{BASE}/{investigation_id}/{path}?{query}", {}) for path in ("state", "poll", "stream")
    ]
    with RawConnection(server) as raw:
        status = raw.shake_hands(f"/ws/investigation/{investigation_id}?{query}", {})

    assert [answer.problem for answer in answers] == [(401, "unauthorized")] * 3
    assert status == 401


@pytest.mark.parametrize("ticket", ["no-such-ticket", "%00", "%ff", "x" * 3000, "'%20OR%201=1%20--"])
def test_a_value_that_is_not_a_ticket_is_refused(server: LiveServer, investigation_id: str, ticket: str) -> None:
    assert {opened(server, investigation_id, ticket) for opened in OPENINGS.values()} == {401}


def test_neither_ticket_nor_token_reaches_the_log(server: LiveServer, owner: Person, investigation_id: str) -> None:
    tickets = [ticket_of(owner) for _ in range(6)]
    stream = SseStream(server, f"{BASE}/{investigation_id}/stream?ticket={tickets[0]}", {})
    for path in (f"/{investigation_id}/stream", "/no-such/stream", f"/{investigation_id}/state"):
        request(server, "GET", f"{BASE}{path}?ticket={tickets[0]}&token={owner.token}", {})
    request(server, "GET", f"{BASE}/{investigation_id}/stream?after=7&ticket={tickets[1]}", {})
    request(server, "GET", f"{BASE}/{investigation_id}/stream?events=none&ticket={tickets[2]}", {})
    for ticket in tickets:
        socket_status(server, investigation_id, ticket)
        with RawConnection(server) as raw:
            raw.ask(f"GET {BASE}/{investigation_id}/stream?ticket={ticket}&token={owner.token} HTTP/1.1", {"Host": ""})
            raw.read_head()
    stream.close()

    assert owner.token not in server.log()
    assert not [ticket for ticket in tickets if ticket in server.log()]
