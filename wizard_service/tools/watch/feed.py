"""Watching one investigation until it is over."""

import threading
import time
from collections.abc import Generator, Iterator, Sequence
from queue import Empty, SimpleQueue

from ...client.client import WizardClient
from ...client.feed.base import Event
from .output import Output
from .view import TERMINAL, View

# A screen is drawn so often at most, whatever happens.
DRAW_S = 0.1

Heard = SimpleQueue[Event | Exception | None]


def watch(
    client: WizardClient, investigation_id: str, *, since: str | None, transports: Sequence[str], output: Output
) -> View:
    """Show what happens until it is over, and return the last view; since: a cursor to begin after, None for now.

    Raises WizardError when it cannot be followed (any more).
    """
    polled = client.poll(investigation_id)
    view = View(polled["state"])
    if since is not None:
        view.lines.clear()
    output.show(view, [])
    told = _events_until_final(client, investigation_id, since or polled["cursor"], transports)
    for events in _drawn(told):
        for event in events:
            view.apply(event)
        output.show(view, events)
    return view


def _events_until_final(
    client: WizardClient, investigation_id: str, cursor: str, transports: Sequence[str]
) -> Iterator[Event]:
    """Yield what follows the cursor until the investigation is over, and what came with its end."""
    while True:
        # The state first: all that led to it is told by the polls after it.
        is_over = client.get(investigation_id).status in TERMINAL
        cursor = yield from _caught_up(client, investigation_id, cursor)
        if is_over:
            return
        for event in client.follow(investigation_id, cursor=cursor, transports=transports):
            yield event
            cursor = event.get("id") or event["data"]["cursor"]
            if event["event_type"] == "investigation_deleted":
                return
            if _is_end(event):
                break


def _caught_up(client: WizardClient, investigation_id: str, cursor: str) -> Generator[Event, None, str]:
    while True:
        polled = client.poll(investigation_id, cursor=cursor)
        if not polled.get("events"):
            return cursor
        yield from polled["events"]
        cursor = polled["cursor"]


def _is_end(event: Event) -> bool:
    data = event["data"]
    status = data.get("to_status") if event["event_type"] == "status_changed" else data.get("state", {}).get("status")
    return status in TERMINAL


def _drawn(told: Iterator[Event]) -> Iterator[list[Event]]:
    """Yield what is told, in portions.

    Heard by a thread of its own: Ctrl-C ends the wait at once, and a busy feed is not drawn event by event.
    """
    heard: Heard = SimpleQueue()
    threading.Thread(target=_hear, args=(told, heard), daemon=True).start()
    while True:
        portion: list[Event | Exception | None] = [heard.get()]
        time.sleep(DRAW_S)
        portion += _waiting(heard)
        yield [each for each in portion if isinstance(each, dict)]
        last = portion[-1]
        if isinstance(last, Exception):
            raise last
        if last is None:
            return


def _hear(told: Iterator[Event], heard: Heard) -> None:
    try:
        for event in told:
            heard.put(event)
    except Exception as failure:  # noqa: BLE001 - raised where it is waited for
        heard.put(failure)
    else:
        heard.put(None)


def _waiting(heard: Heard) -> Iterator[Event | Exception | None]:
    try:
        while True:
            yield heard.get_nowait()
    except Empty:
        return
