"""Watching one investigation until it has ended."""

import threading
import time
from collections.abc import Generator, Iterator, Sequence
from queue import Empty, SimpleQueue

from ...client.client import WizardClient
from ...client.feed.base import Event
from .output import Output
from .view import View

# Events that arrive within this time are shown together, because each update of the screen reads the state.
SHOW_INTERVAL_S = 0.2
TERMINAL_STATUSES = frozenset({"COMPLETED", "ERROR", "CANCELLED"})
DELETED = "deleted"


def watch(
    client: WizardClient, investigation_id: str, *, since: str | None, transports: Sequence[str], output: Output
) -> str:
    """Show the events of an investigation until it has ended; return its final status, or `DELETED`.

    since: the cursor of the event to start after; None starts now.
    Raises WizardError when the investigation may not, or no longer, be followed.
    """
    polled = client.poll(investigation_id)
    view = View(client, polled["state"])
    if since is not None:
        # The events since the cursor contain these log lines again.
        view.log_lines.clear()
    output.show(view, [])
    receiver = _Receiver(_events_until_end(client, investigation_id, since or polled["cursor"], transports))
    while receiver.final_status is None:
        output.show(view, receiver.next_group())
    return receiver.final_status


def _events_until_end(
    client: WizardClient, investigation_id: str, cursor: str, transports: Sequence[str]
) -> Generator[Event, None, str]:
    """Yield the events after the cursor until the investigation has ended; return its final status, or `DELETED`."""
    while True:
        # The state is read first: the polls after it then return all the events that led to it.
        status = client.get(investigation_id).status
        cursor = yield from _poll_new_events(client, investigation_id, cursor)
        if status in TERMINAL_STATUSES:
            return status
        for event in client.follow(investigation_id, cursor=cursor, transports=transports):
            yield event
            cursor = event.get("id") or event["data"]["cursor"]
            if event["event_type"] == "investigation_deleted":
                return DELETED
            if _status_after(event) in TERMINAL_STATUSES:
                break


def _poll_new_events(client: WizardClient, investigation_id: str, cursor: str) -> Generator[Event, None, str]:
    """Yield the events after the cursor that are stored by now; return the cursor of the last one."""
    while True:
        polled = client.poll(investigation_id, cursor=cursor)
        if not polled.get("events"):
            return cursor
        yield from polled["events"]
        cursor = polled["cursor"]


def _status_after(event: Event) -> str | None:
    """Return the status that an event sets, None when it sets none."""
    data = event["data"]
    if event["event_type"] == "status_changed":
        return str(data["to_status"])
    return str(data["state"]["status"]) if event["event_type"] == "state_sync" else None


class _Receiver:
    """Receives events in a thread, so that events of a busy feed are shown in groups and Ctrl-C takes effect at once.

    final_status: None until the feed has ended.
    """

    def __init__(self, events: Generator[Event, None, str]) -> None:
        self.final_status: str | None = None
        self._failure: Exception | None = None
        self._queue: SimpleQueue[Event | str | Exception] = SimpleQueue()
        threading.Thread(target=self._receive, args=(events,), daemon=True).start()

    def next_group(self) -> list[Event]:
        """Wait for events and return them; once all are returned, raise the exception that ended the feed."""
        if self._failure:
            raise self._failure
        items = [self._queue.get()]
        time.sleep(SHOW_INTERVAL_S)
        items += self._received_by_now()
        last = items[-1]
        if isinstance(last, Exception):
            self._failure = last
        elif isinstance(last, str):
            self.final_status = last
        return [item for item in items if isinstance(item, dict)]

    def _receive(self, events: Generator[Event, None, str]) -> None:
        try:
            while True:
                self._queue.put(next(events))
        except StopIteration as ended:
            self._queue.put(ended.value)
        except Exception as failure:  # noqa: BLE001 - raised by `next_group`
            self._queue.put(failure)

    def _received_by_now(self) -> Iterator[Event | str | Exception]:
        try:
            while True:
                yield self._queue.get_nowait()
        except Empty:
            return
