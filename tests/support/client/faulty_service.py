"""A service with one investigation; its polls return the feed as it is, its streams with a fault."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from tests.support.client.feed_messages import poll, state_poll, state_sync, stored, stream
from tests.support.client.scripted_server import Request, Response, ScriptedServer, problem
from wizard_service.client import Event

EVENTS = 60
Fault = Callable[[list[Event]], list[Event]]


class FaultyService(ScriptedServer):
    """fault: changes the events before a stream sends them."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self._fault = fault

    def response_to(self, request: Request) -> Response:
        if "/poll" in request.path:
            after = parse_qs(urlsplit(request.path).query).get("after")
            return poll(*feed_after(after[0]), cursor=f"k7f3-{EVENTS}") if after else state_poll(f"k7f3-{EVENTS}")
        if "/stream" in request.path:
            return stream(*self._fault(feed_after(request.headers["Last-Event-ID"])))
        return Response(426, "")


class RepeatingPolls(FaultyService):
    """Its polls start with the event of the cursor instead of the one after it."""

    def response_to(self, request: Request) -> Response:
        after = parse_qs(urlsplit(request.path).query).get("after")
        if not after:
            return super().response_to(request)
        return poll(*feed_after(before(after[0])), cursor=f"k7f3-{EVENTS}")


class PollsFromMemory(FaultyService):
    """Its first polls with a cursor have no events, as those that a service answers while its database fails."""

    def __init__(self) -> None:
        super().__init__(none)
        self._left = 4

    def response_to(self, request: Request) -> Response:
        after = parse_qs(urlsplit(request.path).query).get("after")
        if not after or self._left == 0:
            return super().response_to(request)
        self._left -= 1
        return poll(cursor=after[0])


class GoneService(FaultyService):
    """Its streams respond 404."""

    def response_to(self, request: Request) -> Response:
        return problem(404, "not_found") if "/stream" in request.path else super().response_to(request)


def before(cursor: str) -> str:
    return f"k7f3-{max(0, int(cursor.removeprefix('k7f3-')) - 1)}"


def feed_after(cursor: str) -> list[Event]:
    return [stored(n) for n in range(int(cursor.removeprefix("k7f3-")) + 1, EVENTS + 1)]


def is_17(event: Event) -> bool:
    return bool(event["id"] == "k7f3-17")


def none(events: list[Event]) -> list[Event]:
    return events


def drop(events: list[Event]) -> list[Event]:
    return [event for event in events if not is_17(event)]


def repeat(events: list[Event]) -> list[Event]:
    return [copy for event in events for copy in [event] * (2 if is_17(event) else 1)]


def swap(events: list[Event]) -> list[Event]:
    later = {"k7f3-17": 18.5}
    return sorted(events, key=lambda event: later.get(event["id"], int(event["id"].removeprefix("k7f3-"))))


def invent(events: list[Event]) -> list[Event]:
    return [copy for event in events for copy in ([event, event | {"id": "k7f3-017"}] if is_17(event) else [event])]


def alter(events: list[Event]) -> list[Event]:
    return [event | {"data": {}} if is_17(event) else event for event in events]


def expire(events: list[Event]) -> list[Event]:
    """Report a valid cursor in the middle of the feed as expired."""
    if 0 < len(events) < EVENTS:
        return [state_sync("cursor_expired", f"k7f3-{EVENTS}")]
    return events
