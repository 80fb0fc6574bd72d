"""A poll sends the cursor and, while it is the newest, the ETag of the poll before; a 304 has no events."""

import pytest

from tests.support.client.scripted_server import Response, ScriptedServer
from wizard_service.client import WizardClient


def test_poll_sends_cursor_and_wait(client: WizardClient, server: ScriptedServer) -> None:
    server.script(Response(200, {"has_changes": True, "cursor": "k7f3-10"}))

    polled = client.poll("inv_1", cursor="k7f3-9", wait_s=20)

    assert server.requests[0].path == "/api/v1/wizard/inv_1/poll?after=k7f3-9&wait=20"
    assert polled["cursor"] == "k7f3-10"


def test_a_poll_that_gets_304_returns_the_same_cursor(client: WizardClient, server: ScriptedServer) -> None:
    server.script(Response(304, headers={"X-Recommended-Interval": "500"}))

    assert client.poll("inv_1", cursor="k7f3-9") == {
        "has_changes": False,
        "events": [],
        "cursor": "k7f3-9",
        "next_poll_interval": 500,
    }


def test_a_poll_from_the_cursor_of_the_poll_before_sends_its_etag(client: WizardClient, server: ScriptedServer) -> None:
    server.script(Response(200, {"has_changes": True, "cursor": "k7f3-10"}, {"ETag": 'W/"k7f3.7"'}))
    client.poll("inv_1")
    client.poll("inv_1", cursor="k7f3-10")
    client.poll("inv_1", cursor="k7f3-9")
    client.poll("inv_1")
    client.poll(cursor="k7f3-10")

    tags = [request.headers.get("If-None-Match") for request in server.requests]
    assert tags == [None, 'W/"k7f3.7"', None, None, None]


def test_a_poll_of_everything_sends_the_etag_of_the_poll_before_and_a_304_has_no_events(
    client: WizardClient, server: ScriptedServer
) -> None:
    everything = Response(200, {"user_id": "u1", "cursor": "k7f3-10", "state": []}, {"ETag": 'W/"k7f3.7"'})
    server.script(everything, Response(304, headers={"X-Recommended-Interval": "500"}))
    client.poll()

    unchanged = [client.poll(cursor="k7f3-10") for _ in range(2)]

    assert unchanged == 2 * [{"has_changes": False, "events": [], "cursor": "k7f3-10", "next_poll_interval": 500}]
    assert [request.path for request in server.requests[1:]] == 2 * ["/api/v1/wizard/poll?after=k7f3-10"]
    tags = [request.headers.get("If-None-Match") for request in server.requests]
    assert tags == [None, 'W/"k7f3.7"', 'W/"k7f3.7"']


def test_a_poll_sends_an_etag_for_a_time_because_a_304_has_no_newer_cursor(
    client: WizardClient, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.script(Response(200, {"has_changes": True, "cursor": "k7f3-10"}, {"ETag": 'W/"k7f3.7"'}))
    client.poll("inv_1")
    monkeypatch.setattr("wizard_service.client.feed.polling.MAX_TAG_AGE_S", 0.0)

    client.poll("inv_1", cursor="k7f3-10")

    assert "If-None-Match" not in server.requests[1].headers
