"""The promises that hold after any fault: one line for each that a trial has broken."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from .linearizability import find_violation
from .load import Load, Log
from .service import ChaosServer

Event = dict[str, Any]
NAMED = 5


def broken_promises(load: Load) -> Iterator[str]:
    """Compare what clients were answered with what the running service returns."""
    yield from load.tally.broken
    for log in load.logs:
        try:
            feed = load.feed(log)
        except TimeoutError as error:
            yield f"the events of {log.investigation_id} could not be compared: {error}"
            continue
        yield from _log_faults(log, feed)
    yield from _register_faults(load)


def verify_faults(server: ChaosServer) -> Iterator[str]:
    """Run every check that an operator has; the server must be stopped."""
    for command in ("verify", "check"):
        done = server.command(command)
        if done.returncode:
            yield f"{command} failed: {(done.stderr or done.stdout)[:600]}"


def _log_faults(log: Log, feed: list[Event]) -> Iterator[str]:
    stored: dict[str, list[str]] = {}
    for event in feed:
        for line in event["data"].get("lines", ()):
            stored.setdefault(line["message"], []).append(event["id"])
    acknowledged = {
        message: answer.event_id for reporter in log.reporters for message, answer in reporter.acknowledged.items()
    }
    lost = [message for message, event_id in acknowledged.items() if event_id not in stored.get(message, ())]
    repeated = [message for message, event_ids in stored.items() if len(event_ids) > 1]
    yield from _counted("acknowledged writes are lost", lost)
    yield from _counted("writes are stored more than once", repeated)
    offsets = [int(event["id"].rpartition("-")[2]) for event in feed]
    if offsets != sorted(set(offsets)):
        yield "the feed is not in order"
    for watcher in log.watchers:
        yield from _watcher_faults(type(watcher).__name__, watcher.events, feed)


def _watcher_faults(name: str, received: list[Event], feed: list[Event]) -> Iterator[str]:
    if received == feed[: len(received)]:
        return
    stored, counts = {event["id"]: event for event in feed}, Counter(event["id"] for event in received)
    yield from _counted(f"events were not delivered to {name}", [key for key in stored if key not in counts])
    yield from _counted(f"events were repeated for {name}", [key for key, count in counts.items() if count > 1])
    altered = [event["id"] for event in received if stored.get(event["id"]) != event]
    yield from _counted(f"events for {name} are not those that are stored", altered)


def _register_faults(load: Load) -> Iterator[str]:
    for register in load.registers:
        violation = find_violation(register.history)
        if violation is not None:
            yield f"{register.investigation_id} is not linearizable: {violation}"


def _counted(what: str, items: list[str]) -> Iterator[str]:
    if items:
        yield f"{len(items)} {what}: {', '.join(items[:NAMED])}"


def few(lines: list[str]) -> list[str]:
    """Return the first lines, and how many there are beyond them."""
    return lines if len(lines) <= NAMED else [*lines[:NAMED], f"... and {len(lines) - NAMED} more"]
