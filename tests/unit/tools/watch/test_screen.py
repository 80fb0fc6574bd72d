"""The screen of `watch` draws the state that the service returns, and the log lines that the feed delivers."""

import io
from collections.abc import Iterator

import pytest

from tests.support.client.feed_messages import stored
from tests.support.client.scripted_server import STATE, Response, ScriptedServer, problem
from wizard_service.client import Event, WizardClient
from wizard_service.tools.watch.output import Screen
from wizard_service.tools.watch.view import View

TOOL = {"tool_name": "geolocation", "status": "IN_PROGRESS", "percent_complete": 50}


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


@pytest.fixture
def view(server: ScriptedServer) -> Iterator[View]:
    with WizardClient(server.url, "t0ken", attempts=1) as client:
        yield View(client, {**STATE, "progress": {"logs": ["earlier"]}})


def drawn(view: View, *events: Event) -> str:
    stream = io.StringIO()
    Screen(stream).show(view, list(events))
    return stream.getvalue()


def log_event(*messages: str) -> Event:
    return stored(8) | {"data": {"lines": [{"message": message, "agent_name": "reader"} for message in messages]}}


def test_after_events_the_screen_shows_the_state_that_the_service_returns(view: View, server: ScriptedServer) -> None:
    server.script(Response(200, {**STATE, "version": 8, "progress": {"tools_executed": [TOOL]}}))

    text = drawn(view, stored(8, "tool_execution_progress"))

    assert "PROGRESS  IN_PROGRESS  v8" in text
    assert ">> geolocation" in text
    assert "[############............]  50 %" in text


def test_the_first_screen_is_drawn_from_the_polled_state_alone(view: View, server: ScriptedServer) -> None:
    text = drawn(view)

    assert "v7" in text
    assert "earlier\n" in text
    assert server.requests == []


def test_log_lines_of_all_agents_are_drawn_in_the_order_of_the_feed(view: View) -> None:
    text = drawn(view, log_event("one", "two"), log_event("three"))

    assert text.index("earlier") < text.index("one") < text.index("two") < text.index("three")


@pytest.mark.parametrize("refusal", [problem(503, "storage_unavailable"), problem(404, "not_found")])
def test_while_the_state_cannot_be_read_the_previous_one_stays(
    view: View, server: ScriptedServer, refusal: Response
) -> None:
    server.script(refusal)

    text = drawn(view, log_event("newest"))

    assert "v7" in text
    assert "newest" in text


def test_control_characters_of_log_lines_do_not_reach_the_terminal(view: View) -> None:
    assert "\\x1b[2J" in drawn(view, log_event("\x1b[2J"))
    assert "\x1b[2J" not in drawn(view, log_event("\x1b[2J"))
