"""A feed is followed for ever: each stored event once and in order, over reconnections and transports."""

from contextlib import ExitStack

import pytest
from scripted_server import Answer, ScriptedServer, problem
from told import STREAM, established, first, frames, poll, state_poll, state_sync, stored, stream

from wizard_service.client import NotFound, Unauthorized, WizardClient, WizardError
from wizard_service.client.retry import LONGEST_WAIT_S

HEARTBEAT = {"event_type": "heartbeat", "data": {}}
HANG_UP = Answer(hang_up=True)


def paths(server: ScriptedServer) -> list[str]:
    return [asked.path.removeprefix("/api/v1/wizard") for asked in server.asked]


def cursors(server: ScriptedServer) -> list[str | None]:
    return [asked.headers.get("Last-Event-ID") for asked in server.asked]


def test_stored_events_are_yielded_as_they_are_and_nothing_else(client: WizardClient, server: ScriptedServer) -> None:
    server.script(stream(HEARTBEAT, stored(1), HEARTBEAT, stored(2)))

    events = first(2, client.follow("inv_1", cursor="k7f3-0", transports=["sse"]))

    assert events == [stored(1), stored(2)]


def test_reconnection_carries_the_last_id_and_waits_as_the_stream_asked(
    client: WizardClient, server: ScriptedServer, waits_s: list[float]
) -> None:
    server.script(stream(stored(1), stored(2), retry_ms=1234), stream(stored(3)))

    events = first(3, client.follow("inv_1", cursor="k7f3-0", transports=["sse"]))

    assert events == [stored(1), stored(2), stored(3)]
    assert cursors(server) == ["k7f3-0", "k7f3-2"]
    assert waits_s == [1.234]


def test_an_event_that_is_told_again_is_yielded_once(client: WizardClient, server: ScriptedServer) -> None:
    server.script(stream(stored(1), stored(2), stored(2), stored(1)), stream(stored(1), stored(2), stored(3)))

    assert first(3, client.follow("inv_1", cursor="k7f3-0", transports=["sse"])) == [stored(1), stored(2), stored(3)]


def test_an_event_that_was_cut_off_in_the_middle_is_told_again(client: WizardClient, server: ScriptedServer) -> None:
    cut = frames([established(), stored(1), stored(2)])[:-20]
    server.script(Answer(200, cut, STREAM), stream(stored(2)))

    assert first(2, client.follow("inv_1", cursor="k7f3-0", transports=["sse"])) == [stored(1), stored(2)]
    assert cursors(server) == ["k7f3-0", "k7f3-1"]


@pytest.mark.parametrize("transports", [["sse"], ["sse", "long_poll"]])
def test_without_a_cursor_it_begins_now(client: WizardClient, server: ScriptedServer, transports: list[str]) -> None:
    now = Answer(200, frames([established("k7f3-7"), state_sync("initial", "k7f3-7")]), STREAM)
    server.script(now, stream(stored(8)))

    assert first(1, client.follow("inv_1", transports=transports)) == [stored(8)]
    assert cursors(server) == [None, "k7f3-7"]


@pytest.mark.parametrize("transport", ["poll", "long_poll"])
def test_polls_without_a_cursor_begin_now_too(client: WizardClient, server: ScriptedServer, transport: str) -> None:
    server.script(state_poll("k7f3-7"), poll(stored(8), cursor="k7f3-8"))

    assert first(1, client.follow("inv_1", transports=[transport])) == [stored(8)]
    assert [path.partition("&")[0] for path in paths(server)] == ["/inv_1/poll", "/inv_1/poll?after=k7f3-7"]


def test_an_expired_cursor_yields_the_state_sync_and_goes_on_from_its_cursor(
    client: WizardClient, server: ScriptedServer
) -> None:
    expired = state_sync("cursor_expired", "m2-7")
    server.script(stream(expired), stream(stored(8, epoch="m2")))

    events = first(2, client.follow("inv_1", cursor="k7f3-900", transports=["sse"]))

    assert events == [expired, stored(8, epoch="m2")]
    assert cursors(server) == ["k7f3-900", "m2-7"]


def test_a_poll_with_an_expired_cursor_yields_a_state_sync_too(client: WizardClient, server: ScriptedServer) -> None:
    server.script(problem(410, "cursor_expired"), state_poll("m2-7"), poll(stored(8, epoch="m2"), cursor="m2-8"))

    sync, event = first(2, client.follow("inv_1", cursor="k7f3-900", transports=["poll"]))

    assert (sync["event_type"], sync["investigation_id"], sync["user_id"]) == ("state_sync", "inv_1", "u1")
    assert sync["data"] == {
        "sync_reason": "cursor_expired",
        "state": {"user_id": "u1", "version": 7},
        "cursor": "m2-7",
    }
    assert event == stored(8, epoch="m2")
    assert paths(server)[-1] == "/inv_1/poll?after=m2-7"


def test_a_poll_goes_on_from_where_the_answer_says(client: WizardClient, server: ScriptedServer) -> None:
    # What others did in the feed is behind us as well, however long nothing happens here.
    server.script(poll(cursor="k7f3-5"), poll(stored(8), cursor="k7f3-9"), poll(stored(10), cursor="k7f3-10"))

    assert first(2, client.follow("inv_1", cursor="k7f3-0", transports=["poll"])) == [stored(8), stored(10)]
    assert paths(server) == [f"/inv_1/poll?after=k7f3-{n}" for n in (0, 5, 9)]


def test_a_poll_comes_back_when_the_service_recommends(
    client: WizardClient, server: ScriptedServer, waits_s: list[float]
) -> None:
    nothing = poll(cursor="k7f3-1", interval_ms=None)
    server.script(poll(stored(1), cursor="k7f3-1", interval_ms=700), nothing, poll(stored(2), cursor="k7f3-2"))

    assert first(2, client.follow("inv_1", cursor="k7f3-0", transports=["poll"])) == [stored(1), stored(2)]
    assert waits_s == [0.7, 30.0]


@pytest.mark.parametrize("transport", ["websocket", "sse", "long_poll", "poll"])
@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [(401, "token_expired", Unauthorized), (403, "forbidden", WizardError), (404, "not_found", NotFound)],
)
def test_what_no_reconnection_mends_is_raised(
    client: WizardClient, server: ScriptedServer, transport: str, status: int, code: str, kind: type[WizardError]
) -> None:
    server.script(problem(status, code))

    with pytest.raises(kind, match=code):
        next(client.follow("inv_1", cursor="k7f3-0", transports=[transport]))

    assert len(server.asked) == 1


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
    assert waits_s == [7.0, LONGEST_WAIT_S]


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


def test_without_an_investigation_everything_is_followed_by_streams_only(
    client: WizardClient, server: ScriptedServer
) -> None:
    server.script(HANG_UP, stream(stored(1)))

    assert first(1, client.follow(cursor="k7f3-0")) == [stored(1)]
    assert paths(server) == ["/ws/investigations?last_event_id=k7f3-0", "/stream"]


@pytest.mark.parametrize(
    ("investigation_id", "transports"), [(None, ["poll", "long_poll"]), ("inv_1", ["carrier_pigeon"]), ("inv_1", [])]
)
def test_no_usable_transport_is_an_error_at_once(
    client: WizardClient, investigation_id: str | None, transports: list[str]
) -> None:
    with pytest.raises(ValueError, match="transports"):
        client.follow(investigation_id, transports=transports)
