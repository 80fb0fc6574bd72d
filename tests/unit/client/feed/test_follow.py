"""Following yields each stored event once and in order, over reconnections and without end."""

import pytest

from tests.support.client.feed_messages import (
    STREAM,
    cursors,
    established,
    first,
    frames,
    paths,
    poll,
    state_poll,
    state_sync,
    stored,
    stream,
)
from tests.support.client.scripted_server import Response, ScriptedServer, problem
from wizard_service.client import NotFound, Unauthorized, WizardClient, WizardError

HEARTBEAT = {"event_type": "heartbeat", "data": {}}


def test_stored_events_are_yielded_as_they_are_and_nothing_else(client: WizardClient, server: ScriptedServer) -> None:
    server.script(stream(HEARTBEAT, stored(1), HEARTBEAT, stored(2)))

    events = first(2, client.follow("inv_1", cursor="k7f3-0", transports=["sse"]))

    assert events == [stored(1), stored(2)]


@pytest.mark.parametrize(("followed", "path"), [("inv_1", "/inv_1/poll"), (None, "/poll")])
def test_a_followed_poll_sends_the_etag_of_the_poll_before_and_a_304_keeps_its_cursor(
    client: WizardClient, server: ScriptedServer, waits_s: list[float], followed: str | None, path: str
) -> None:
    unchanged = Response(304, headers={"ETag": 'W/"k7f3.1"', "X-Recommended-Interval": "700"})
    first_poll = Response(200, poll(stored(1), cursor="k7f3-1").body, {"ETag": 'W/"k7f3.1"'})
    server.script(first_poll, unchanged, unchanged, poll(stored(2), cursor="k7f3-2"))

    assert first(2, client.follow(followed, cursor="k7f3-0", transports=["poll"])) == [stored(1), stored(2)]
    tags = [request.headers.get("If-None-Match") for request in server.requests]
    assert tags == [None, 'W/"k7f3.1"', 'W/"k7f3.1"', 'W/"k7f3.1"']
    assert paths(server) == [f"{path}?after=k7f3-0", *[f"{path}?after=k7f3-1"] * 3]
    assert waits_s == [0.5, 0.7, 0.7]


def test_a_reconnection_sends_the_last_id_after_the_wait_that_the_stream_set(
    client: WizardClient, server: ScriptedServer, waits_s: list[float]
) -> None:
    server.script(stream(stored(1), stored(2), retry_ms=1234), stream(stored(3)))

    events = first(3, client.follow("inv_1", cursor="k7f3-0", transports=["sse"]))

    assert events == [stored(1), stored(2), stored(3)]
    assert cursors(server) == ["k7f3-0", "k7f3-2"]
    assert waits_s == [1.234]


def test_an_event_that_is_sent_again_is_yielded_once(client: WizardClient, server: ScriptedServer) -> None:
    server.script(stream(stored(1), stored(2), stored(2), stored(1)), stream(stored(1), stored(2), stored(3)))

    assert first(3, client.follow("inv_1", cursor="k7f3-0", transports=["sse"])) == [stored(1), stored(2), stored(3)]


def test_an_event_that_was_cut_off_in_the_middle_is_requested_again(
    client: WizardClient, server: ScriptedServer
) -> None:
    cut = frames([established(), stored(1), stored(2)])[:-20]
    server.script(Response(200, cut, STREAM), stream(stored(2)))

    assert first(2, client.follow("inv_1", cursor="k7f3-0", transports=["sse"])) == [stored(1), stored(2)]
    assert cursors(server) == ["k7f3-0", "k7f3-1"]


@pytest.mark.parametrize("transports", [["sse"], ["sse", "long_poll"]])
def test_without_a_cursor_following_starts_now(
    client: WizardClient, server: ScriptedServer, transports: list[str]
) -> None:
    now = Response(200, frames([established("k7f3-7"), state_sync("initial", "k7f3-7")]), STREAM)
    server.script(now, stream(stored(8)))

    assert first(1, client.follow("inv_1", transports=transports)) == [stored(8)]
    assert cursors(server) == [None, "k7f3-7"]


@pytest.mark.parametrize("transport", ["poll", "long_poll"])
def test_polls_without_a_cursor_start_now_too(client: WizardClient, server: ScriptedServer, transport: str) -> None:
    server.script(state_poll("k7f3-7"), poll(stored(8), cursor="k7f3-8"))

    assert first(1, client.follow("inv_1", transports=[transport])) == [stored(8)]
    assert [path.partition("&")[0] for path in paths(server)] == ["/inv_1/poll", "/inv_1/poll?after=k7f3-7"]


def test_an_expired_cursor_yields_the_state_sync_and_continues_from_its_cursor(
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


def test_a_poll_continues_from_the_cursor_of_the_response(client: WizardClient, server: ScriptedServer) -> None:
    # The cursor of a poll also passes events of the feed that belong to other investigations.
    server.script(poll(cursor="k7f3-5"), poll(stored(8), cursor="k7f3-9"), poll(stored(10), cursor="k7f3-10"))

    assert first(2, client.follow("inv_1", cursor="k7f3-0", transports=["poll"])) == [stored(8), stored(10)]
    assert paths(server) == [f"/inv_1/poll?after=k7f3-{n}" for n in (0, 5, 9)]


def test_polls_wait_the_recommended_interval(
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
def test_a_final_refusal_is_raised_without_a_retry(
    client: WizardClient, server: ScriptedServer, transport: str, status: int, code: str, kind: type[WizardError]
) -> None:
    server.script(problem(status, code))

    with pytest.raises(kind, match=code):
        next(client.follow("inv_1", cursor="k7f3-0", transports=[transport]))

    assert len(server.requests) == 1
