"""A service that knows one investigation; its polls tell the feed as it is, its streams with a fault."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from scripted_server import Answer, Asked, ScriptedServer, problem
from told import poll, state_poll, state_sync, stored, stream

from wizard_service.client import Event

EVENTS = 60
Fault = Callable[[list[Event]], list[Event]]


class FaultyService(ScriptedServer):
    """fault: what becomes of the events that a stream has to tell."""

    def __init__(self, fault: Fault) -> None:
        super().__init__()
        self._fault = fault

    def answer_to(self, asked: Asked) -> Answer:
        if "/poll" in asked.path:
            after = parse_qs(urlsplit(asked.path).query).get("after")
            return poll(*feed_after(after[0]), cursor=f"k7f3-{EVENTS}") if after else state_poll(f"k7f3-{EVENTS}")
        if "/stream" in asked.path:
            return stream(*self._fault(feed_after(asked.headers["Last-Event-ID"])))
        return Answer(426, "")


class RepeatingPolls(FaultyService):
    """Its polls begin with the event that the cursor names."""

    def answer_to(self, asked: Asked) -> Answer:
        after = parse_qs(urlsplit(asked.path).query).get("after")
        if not after:
            return super().answer_to(asked)
        return poll(*feed_after(before(after[0])), cursor=f"k7f3-{EVENTS}")


class Gone(FaultyService):
    """Its streams say that there is nothing to follow."""

    def answer_to(self, asked: Asked) -> Answer:
        return problem(404, "not_found") if "/stream" in asked.path else super().answer_to(asked)


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
    return [each for event in events for each in [event] * (2 if is_17(event) else 1)]


def swap(events: list[Event]) -> list[Event]:
    later = {"k7f3-17": 18.5}
    return sorted(events, key=lambda event: later.get(event["id"], int(event["id"].removeprefix("k7f3-"))))


def invent(events: list[Event]) -> list[Event]:
    return [each for event in events for each in ([event, event | {"id": "k7f3-017"}] if is_17(event) else [event])]


def alter(events: list[Event]) -> list[Event]:
    return [event | {"data": {}} if is_17(event) else event for event in events]


def expire(events: list[Event]) -> list[Event]:
    """Say of a good cursor in the middle that it has expired."""
    if 0 < len(events) < EVENTS:
        return [state_sync("cursor_expired", f"k7f3-{EVENTS}")]
    return events
