"""Outputs of `watch`: a screen that is redrawn, one line of text for each event, or one JSON object for each event."""

import json
import shutil
from collections.abc import Sequence
from typing import Any, Protocol, TextIO

from ...client.feed.base import Event
from ...client.models import Document
from .view import View

# The screen is drawn over the previous one. Lines must not wrap, or the number of rows to go up would be wrong.
_UP, _CLEAR, _NO_WRAP, _WRAP = "\x1b[{}F", "\x1b[J", "\x1b[?7l", "\x1b[?7h"
BAR_CHARS = 24
NAME_CHARS = 28
SIGNS = {"COMPLETED": "ok", "ERROR": "!!", "SKIPPED": "--", "IN_PROGRESS": ">>", "completed": "ok", "error": "!!"}


class Output(Protocol):
    def show(self, view: View, events: Sequence[Event]) -> None:
        """Show the events received since the last call; the first call has none."""


class Screen:
    """Draws the state with its phases, tools and log lines."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._rows_drawn = 0

    def show(self, view: View, events: Sequence[Event]) -> None:
        view.add_log_lines(events)
        if events:
            view.refresh()
        columns, rows = shutil.get_terminal_size()
        lines = state_lines(view, columns, rows)
        up = _UP.format(self._rows_drawn) if self._rows_drawn else ""
        self._stream.write(up + _CLEAR + _NO_WRAP + "".join(f"{line}\n" for line in lines) + _WRAP)
        self._stream.flush()
        self._rows_drawn = len(lines)


class Lines:
    """Writes each event as text; each log line is a line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, view: View, events: Sequence[Event]) -> None:
        self._stream.write("".join(f"{line}\n" for event in events for line in event_lines(event)))
        self._stream.flush()


class JsonLines:
    """Writes each event as one line of JSON."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, view: View, events: Sequence[Event]) -> None:
        self._stream.write("".join(json.dumps(event) + "\n" for event in events))
        self._stream.flush()


def printable(text: object) -> str:
    """Escape control characters: log lines come from the investigated system and must not control the terminal."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in str(text))


def event_lines(event: Event) -> list[str]:
    """Return an event as text: time, type and data; an event with several log lines becomes several lines."""
    head = f"{event['timestamp'][11:19]} {event['event_type']}"
    if event["event_type"] == "log_appended":
        return [printable(f"{head} {_format_log_line(line)}") for line in event["data"]["lines"]]
    return [printable(f"{head} {_format_data(event['event_type'], event['data'])}".rstrip())]


def state_lines(view: View, columns: int, rows: int) -> list[str]:
    """Return a state as lines that fit a terminal; the newest log lines fill the rows below phases and tools."""
    document, progress = view.document, view.progress
    name = (document.get("settings") or {}).get("name") or document["investigation_id"]
    percent = float(progress.get("overall_progress") or 0)
    head = [
        f"{name}  {document['wizard_step']}  {document['status']}  v{document['version']}",
        f"{_format_bar(percent)} {percent:5.1f} %  {progress.get('current_phase') or ''}",
        "  ".join(_format_phase(phase) for phase in progress.get("phases", [])),
        *(_format_tool(tool) for tool in progress.get("tools_executed", [])),
    ]
    free_rows = max(0, rows - len(head) - 2)
    lines = [*head, "", *(list(view.log_lines)[-free_rows:] if free_rows else [])]
    return [printable(line)[:columns] for line in lines[: rows - 1]]


def _format_data(event_type: str, data: Document) -> str:
    if event_type == "state_updated":
        return ", ".join(data["updated_fields"])
    if event_type == "state_sync":
        return str(data["sync_reason"])
    return " ".join(f"{name}={value}" for name, value in data.items() if not isinstance(value, dict | list))


def _format_log_line(line: dict[str, Any]) -> str:
    return " ".join(str(line[name]) for name in ("level", "agent_name", "message") if name in line)


def _format_phase(phase: Document) -> str:
    return f"{SIGNS.get(phase['status'], '>>')} {phase['phase_name']}"


def _format_tool(tool: Document) -> str:
    percent = float(tool.get("percent_complete") or 0)
    result = tool.get("error_message") or tool.get("result_summary") or ""
    name = f"{tool['tool_name'][:NAME_CHARS]:{NAME_CHARS}}"
    return f"{SIGNS.get(tool['status'], '..')} {name} {_format_bar(percent)} {percent:3.0f} %  {result}".rstrip()


def _format_bar(percent: float) -> str:
    done = round(BAR_CHARS * min(max(percent, 0.0), 100.0) / 100)
    return "[" + "#" * done + "." * (BAR_CHARS - done) + "]"
