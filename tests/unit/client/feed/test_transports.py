"""Following falls back to the next transport, and waits before it reconnects."""

from contextlib import ExitStack

import pytest

from tests.support.client.feed_messages import STREAM, cursors, established, first, frames, paths, poll, stored, stream
from tests.support.client.scripted_server import Response, ScriptedServer, problem
from wizard_service.client import NotFound, WizardClient
from wizard_service.client.feed.base import End, SessionEnded
from wizard_service.client.feed.follow import Follower
from wizard_service.client.retries import MAX_WAIT_S, Backoff

HANG_UP = Response(hang_up=True)


@pytest.mark.parametrize(
    "refusal",
    [
        Response(426, ""),
        Response(400, "<h1>nginx</h1>"),
        Response(200, "<h1>a portal</h1>"),
        problem(404, "feature_disabled"),
        problem(500, "internal"),
        problem(503, "storage_unavailable"),
        HANG_UP,
    ],
)
def test_a_transport_that_is_blocked_is_replaced_by_the_next(
    client: WizardClient, server: ScriptedServer, refusal: Response
) -> None:
    server.script(refusal, refusal, HANG_UP, poll(stored(1), cursor="k7f3-1"))

    assert first(1, client.follow("inv_1", cursor="k7f3-0")) == [stored(1)]
    assert paths(server) == [
        "/ws/investigation/inv_1?last_event_id=k7f3-0",
        "/inv_1/stream",
        "/inv_1/poll?after=k7f3-0&wait=25",
        "/inv_1/poll?after=k7f3-0",
    ]


@pytest.mark.parametrize("status", [401, 403, 404, 422])
def test_a_proxy_that_refuses_sockets_leaves_the_other_transports(
    client: WizardClient, server: ScriptedServer, status: int
) -> None:
    server.script(Response(status, "<h1>not allowed</h1>"), stream(stored(1)))

    assert first(1, client.follow("inv_1", cursor="k7f3-0")) == [stored(1)]


def test_an_address_without_the_service_is_refused(client: WizardClient, server: ScriptedServer) -> None:
    server.script(*[Response(404, "<h1>nothing here</h1>")] * 2)

    with pytest.raises(NotFound, match="http_404"):
        first(1, client.follow("inv_1", cursor="k7f3-0"))


def test_a_stream_that_a_proxy_buffers_is_replaced_by_the_next_transport(server: ScriptedServer) -> None:
    server.script(Response(stall=True), poll(stored(1), cursor="k7f3-1"))

    with WizardClient(server.url, "t0ken", timeout_s=0.2, backoff_base_s=0) as client:
        assert first(1, client.follow("inv_1", cursor="k7f3-0", transports=["sse", "poll"])) == [stored(1)]


def test_a_connection_that_is_idle_for_more_than_two_heartbeats_is_closed(
    client: WizardClient, server: ScriptedServer
) -> None:
    first_frames = frames([established(heartbeat_interval_ms=40), stored(1)])
    server.script(Response(200, first_frames, STREAM, goes_idle=True), stream(stored(2)))

    assert first(2, client.follow("inv_1", cursor="k7f3-0", transports=["sse"])) == [stored(1), stored(2)]
    assert cursors(server) == ["k7f3-0", "k7f3-1"]


def test_retry_after_takes_precedence_over_the_backoff(
    client: WizardClient, server: ScriptedServer, waits_s: list[float]
) -> None:
    busy = Response(503, "", {"Retry-After": "7"})
    server.script(busy, Response(429, "", {"Retry-After": "86400"}), stream(stored(1)))

    assert first(1, client.follow("inv_1", cursor="k7f3-0", transports=["sse"])) == [stored(1)]
    assert waits_s == [7.0, MAX_WAIT_S]


def test_backoff_grows_with_each_failure_up_to_the_callers_cap(server: ScriptedServer) -> None:
    waits_s: list[float] = []
    server.script(*[HANG_UP] * 12, stream(stored(1)))

    with WizardClient(server.url, "t0ken", backoff_base_s=1, backoff_cap_s=4, sleep=waits_s.append) as client:
        first(1, client.follow("inv_1", cursor="k7f3-0", transports=["sse"]))

    assert len(waits_s) == 12
    assert all(wait_s <= min(4, 2**retry) for retry, wait_s in enumerate(waits_s))


def test_an_overloaded_stream_is_replaced_by_polls_or_retried_later_without_them(
    client: WizardClient, server: ScriptedServer, waits_s: list[float]
) -> None:
    overloaded = stream({"event_type": "overloaded", "data": {"retry_after_ms": 30_000}}, retry_ms=30_000)
    server.script(overloaded, poll(stored(1), cursor="k7f3-1"))
    first(1, client.follow("inv_1", cursor="k7f3-0", transports=["sse", "poll"]))
    assert max(waits_s) <= 2.0

    server.script(overloaded, stream(stored(1)))
    first(1, client.follow("inv_1", cursor="k7f3-0", transports=["sse"]))
    assert waits_s[-1] == 30.0


def test_while_the_service_is_unreachable_the_transport_is_kept(closed_port: int) -> None:
    with ExitStack() as stack:
        servers: list[ScriptedServer] = []

        def start_the_server(_: float) -> None:
            servers.append(stack.enter_context(ScriptedServer(closed_port)))
            servers[0].script(stream(stored(1)))

        client = WizardClient(f"http://127.0.0.1:{closed_port}", "t0ken", sleep=start_the_server)
        events = stack.enter_context(client).follow("inv_1", cursor="k7f3-0", transports=["sse", "poll"])

        assert first(1, events) == [stored(1)]
        assert paths(servers[0]) == ["/inv_1/stream"]


def test_a_transport_that_stays_unreachable_is_replaced_by_the_next() -> None:
    follower = Follower(["websocket", "sse"], "k7f3-0", Backoff())

    chosen = []
    for _ in range(4):
        chosen.append(follower.choose())
        follower.end(SessionEnded("no route", End.UNREACHABLE))

    assert chosen == [0, 0, 0, 1]


def test_without_an_investigation_everything_is_followed(client: WizardClient, server: ScriptedServer) -> None:
    server.script(HANG_UP, HANG_UP, HANG_UP, poll(stored(1), cursor="k7f3-1"))

    assert first(1, client.follow(cursor="k7f3-0")) == [stored(1)]
    assert paths(server) == [
        "/ws/investigations?last_event_id=k7f3-0",
        "/stream",
        "/poll?after=k7f3-0&wait=25",
        "/poll?after=k7f3-0",
    ]


@pytest.mark.parametrize("transports", [["carrier_pigeon"], ["poll", "carrier_pigeon"], []])
def test_an_unknown_or_missing_transport_is_an_error_at_once(client: WizardClient, transports: list[str]) -> None:
    with pytest.raises(ValueError, match="transports"):
        client.follow("inv_1", transports=transports)


def test_a_client_names_its_transport_in_changes_while_it_follows_by_polling(server: ScriptedServer) -> None:
    server.script(poll(stored(1), cursor="k7f3-1"), Response(200, {}))

    with WizardClient(server.url, "t0ken") as client:
        events = client.follow("inv_1", cursor="k7f3-0", transports=["poll"])
        next(events)
        client.cancel("inv_1")
        events.close()
        client.cancel("inv_1")

    assert [request.headers.get("Wizard-Transport") for request in server.requests] == [None, "polling", None]
