"""Events as an executor reports them. Their texts are cut where the service would refuse the event as too long."""

import json
from datetime import UTC, datetime
from typing import Any

Event = dict[str, Any]


def new_event(event_type: str, **data: Any) -> Event:
    """Return an event with the current time; members that are None are left out."""
    stamp = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    members = {name: value for name, value in data.items() if value is not None}
    return {"event_type": event_type, "data": members, "timestamp": stamp}


def new_log_line(message: str, level: str | None, agent_name: str | None) -> Event:
    line = {"message": acceptable_text(message), "level": level, "agent_name": agent_name}
    return new_event("log_appended", lines=[{name: value for name, value in line.items() if value is not None}])


def consists_of(error: BaseException, kinds: tuple[type[BaseException], ...]) -> bool:
    """Return whether an exception, or every exception of a group, is one of these kinds; a task group raises groups."""
    if isinstance(error, BaseExceptionGroup):
        return all(consists_of(each, kinds) for each in error.exceptions)
    return isinstance(error, kinds)


def describe_error(error: BaseException) -> str:
    """Return class and message, of every exception of a group."""
    if isinstance(error, BaseExceptionGroup):
        return "; ".join(describe_error(each) for each in error.exceptions)
    return acceptable_text(f"{type(error).__name__}: {error}")


def acceptable_text(value: object) -> str:
    """Return a text that the service accepts: lone surrogates are written as escapes."""
    return str(value).encode(errors="backslashreplace").decode()


def cut_texts(data: Event, max_bytes: int) -> None:
    """Cut the texts of an event's data, and of its log lines, that have more bytes as JSON than the service accepts."""
    for members in (data, *data.get("lines", ())):
        members |= {name: _cut(text, max_bytes) for name, text in members.items() if isinstance(text, str)}


def _cut(text: str, max_bytes: int) -> str:
    # A character takes six bytes at most.
    if len(text) * 6 <= max_bytes or _json_bytes(text) <= max_bytes:
        return text
    kept = text[:max_bytes]
    while (size := _json_bytes(kept)) > max_bytes - len("\u2026".encode()):
        kept = kept[: len(kept) * max_bytes // size - 4]
    return kept + "\u2026"


def _json_bytes(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode())
