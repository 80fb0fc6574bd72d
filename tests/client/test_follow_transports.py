"""Which transport a feed is followed by, and how long is waited before the next connection."""

from contextlib import ExitStack

import pytest
from scripted_server import Answer, ScriptedServer, problem
from told import STREAM, cursors, established, first, frames, paths, poll, stored, stream

from wizard_service.client import WizardClient
from wizard_service.client.http import MAX_WAIT_S

HANG_UP = Answer(hang_up=True)


@pytest.mark.parametrize(
    "refusal",
    [
        Answer(426, ""),
        Answer(400, "<h1>nginx</h1>"),
        Answer(200, "<h1>a portal</h1>"),
        problem(404, "feature_disabled"),
        problem(500, "internal"),
        problem(503, "storage_unavailable"),
        HANG_UP,
    ],
)
def test_a_transport_that_does_not_get_through_is_followed_by_the_next(
    client: WizardClient, server: ScriptedServer, refusal: Answer
) -> None:
    server.script(refusal, refusal, HANG_UP, poll(stored(1), cursor="k7f3-1"))

    assert first(1, client.follow("inv_1", cursor="k7f3-0")) == [stored(1)]
    assert paths(server) == [
        "/ws/investigation/inv_1?last_event_id=k7f3-0",
        "/inv_1/stream",
        "/inv_1/poll?after=k7f3-0&wait=25",
        "/inv_1/poll?after=k7f3-0",
    ]


def test_a_stream_that_is_held_back_on_the_way_is_followed_by_the_next_transport(server: ScriptedServer) -> None:
    server.script(Answer(stall=True), poll(stored(1), cursor="k7f3-1"))

    with WizardClient(server.url, "t0ken", timeout_s=0.2, backoff_base_s=0) as client:
        assert first(1, client.follow("inv_1", cursor="k7f3-0", transports=["sse", "poll"])) == [stored(1)]


def test_a_connection_that_is_silent_for_more_than_two_heartbeats_is_given_up(
    client: WizardClient, server: ScriptedServer
) -> None:
    silent = frames([established(heartbeat_interval_ms=40), stored(1)])
    server.script(Answer(200, silent, STREAM, falls_silent=True), stream(stored(2)))

    assert first(2, client.follow("inv_1", cursor="k7f3-0", transports=["sse"])) == [stored(1), stored(2)]
    assert cursors(server) == ["k7f3-0", "k7f3-1"]


def test_retry_after_wins_over_backoff(client: WizardClient, server: ScriptedServer, waits_s: list[float]) -> None:
    busy = Answer(503, "", {"Retry-After": "7"})
    server.script(busy, Answer(429, "", {"Retry-After": "86400"}), stream(stored(1)))

    assert first(1, client.follow("inv_1", cursor="k7f3-0", transports=["sse"])) == [stored(1)]
    assert waits_s == [7.0, MAX_WAIT_S]


def test_backoff_grows_with_each_failure_up_to_the_callers_cap(server: ScriptedServer) -> None:
    waits_s: list[float] = []
    server.script(*[HANG_UP] * 12, stream(stored(1)))

    with WizardClient(server.url, "t0ken", backoff_base_s=1, backoff_cap_s=4, sleep=waits_s.append) as client:
        first(1, client.follow("inv_1", cursor="k7f3-0", transports=["sse"]))

    assert len(waits_s) == 12
    assert all(wait_s <= min(4, 2**retry) for retry, wait_s in enumerate(waits_s))


def test_a_stream_without_room_is_left_for_polls_at_once_and_else_obeyed(
    client: WizardClient, server: ScriptedServer, waits_s: list[float]
) -> None:
    overloaded = stream({"event_type": "overloaded", "data": {"retry_after_ms": 30_000}}, retry_ms=30_000)
    server.script(overloaded, poll(stored(1), cursor="k7f3-1"))
    first(1, client.follow("inv_1", cursor="k7f3-0", transports=["sse", "poll"]))
    assert max(waits_s) <= 2.0

    server.script(overloaded, stream(stored(1)))
    first(1, client.follow("inv_1", cursor="k7f3-0", transports=["sse"]))
    assert waits_s[-1] == 30.0


def test_while_nobody_listens_the_transport_is_kept(closed_port: int) -> None:
    with ExitStack() as stack:
        servers: list[ScriptedServer] = []

        def start_the_server(_: float) -> None:
            servers.append(stack.enter_context(ScriptedServer(closed_port)))
            servers[0].script(stream(stored(1)))

        client = WizardClient(f"http://127.0.0.1:{closed_port}", "t0ken", sleep=start_the_server)
        events = stack.enter_context(client).follow("inv_1", cursor="k7f3-0", transports=["sse", "poll"])

        assert first(1, events) == [stored(1)]
        assert paths(servers[0]) == ["/inv_1/stream"]


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
def test_an_unknown_transport_or_none_is_an_error_at_once(client: WizardClient, transports: list[str]) -> None:
    with pytest.raises(ValueError, match="transports"):
        client.follow("inv_1", transports=transports)
