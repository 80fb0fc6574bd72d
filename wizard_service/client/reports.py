"""Events as an executor reports them, and how many of them make one report."""

import json
from datetime import UTC, datetime
from typing import Any

Event = dict[str, Any]

# The most the service takes in one report, and well below the longest body it takes.
REPORT_EVENTS, REPORT_BYTES = 100, 200_000
# The longest log line and message it takes, and more lines than one event should carry.
LONGEST_TEXT, LINES_PER_EVENT = 10_000, 100


def event(event_type: str, **data: Any) -> Event:
    """Return an event that happens now; members that are None are left out."""
    stamp = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    given = {name: value for name, value in data.items() if value is not None}
    return {"event_type": event_type, "data": given, "timestamp": stamp}


def log_line(message: str, level: str | None, agent_name: str | None) -> Event:
    line = {"message": text(message), "level": level, "agent_name": agent_name}
    return event("log_appended", lines=[{name: value for name, value in line.items() if value is not None}])


def text(said: object) -> str:
    """Return what the service takes as a text: cut when it is too long, and with no half of a character."""
    sayable = str(said).encode(errors="backslashreplace").decode()
    return sayable if len(sayable) <= LONGEST_TEXT else sayable[: LONGEST_TEXT - 1] + "\u2026"


def append(pending: list[Event], new: Event) -> None:
    """Add an event to those that wait; a log line joins the lines before it, newer progress replaces older."""
    last = pending[-1] if pending else None
    if last is None or last["event_type"] != new["event_type"]:
        pending.append(new)
    elif new["event_type"] == "log_appended" and len(last["data"]["lines"]) < LINES_PER_EVENT:
        last["data"]["lines"] += new["data"]["lines"]
    elif new["event_type"] == "tool_execution_progress" and last["data"]["tool_name"] == new["data"]["tool_name"]:
        pending[-1] = new
    else:
        pending.append(new)


def take_report(pending: list[Event]) -> list[Event]:
    """Remove and return the oldest events that fit into one report, at least one."""
    taken = 0
    size_bytes = 0
    for each in pending[:REPORT_EVENTS]:
        size_bytes += len(json.dumps(each))
        if taken and size_bytes > REPORT_BYTES:
            break
        taken += 1
    report = pending[:taken]
    del pending[:taken]
    return report
