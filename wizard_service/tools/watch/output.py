"""Where a watcher's view goes: a screen that is drawn anew, plain lines, or one JSON object a line.

Events and states as text for a terminal.
"""

import json
import shutil
from collections.abc import Sequence
from typing import Any, Protocol, TextIO

from ...client.feed.base import Event
from .view import View

# Draws over what was drawn; lines too long for the terminal must not wrap, or the count of rows would be wrong.
_UP, _CLEAR, _NO_WRAP, _WRAP = "\x1b[{}F", "\x1b[J", "\x1b[?7l", "\x1b[?7h"


class Output(Protocol):
    def show(self, view: View, events: Sequence[Event]) -> None:
        """Show what has happened since the last call, at the beginning nothing."""


class Screen:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._drawn = 0

    def show(self, view: View, events: Sequence[Event]) -> None:
        columns, rows = shutil.get_terminal_size()
        lines = state_lines(view, columns, rows)
        up = _UP.format(self._drawn) if self._drawn else ""
        self._stream.write(up + _CLEAR + _NO_WRAP + "".join(f"{line}\n" for line in lines) + _WRAP)
        self._stream.flush()
        self._drawn = len(lines)


class Lines:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, view: View, events: Sequence[Event]) -> None:
        self._stream.write("".join(f"{line}\n" for event in events for line in event_lines(event)))
        self._stream.flush()


class JsonLines:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, view: View, events: Sequence[Event]) -> None:
        self._stream.write("".join(json.dumps(event) + "\n" for event in events))
        self._stream.flush()


BAR_CHARS = 24
NAME_CHARS = 28
SIGNS = {"COMPLETED": "ok", "ERROR": "!!", "SKIPPED": "--", "IN_PROGRESS": ">>", "completed": "ok", "error": "!!"}


def printable(text: object) -> str:
    """Return text that cannot steer a terminal: log lines come from whoever is investigated."""
    return "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in str(text))


def event_lines(event: Event) -> list[str]:
    """Return an event as lines: its time, its type and what it says; each log line is one of its own."""
    head = f"{event['timestamp'][11:19]} {event['event_type']}"
    data = event["data"]
    if event["event_type"] == "log_appended":
        return [printable(f"{head} {_said(line)}") for line in data["lines"]]
    return [printable(f"{head} {_format_data(event['event_type'], data)}".rstrip())]


def state_lines(view: View, columns: int, rows: int) -> list[str]:
    """Return a state that fits into a terminal: what it is, phases, tools, and the newest log lines in the rest."""
    document, progress = view.document, view.progress
    name = (document.get("settings") or {}).get("name") or document["investigation_id"]
    percent = float(progress.get("overall_progress") or 0)
    shown = [
        f"{name}  {document['wizard_step']}  {document['status']}  v{document['version']}",
        f"{_bar(percent)} {percent:5.1f} %  {progress.get('current_phase') or ''}",
        "  ".join(f"{SIGNS.get(each.get('status'), '>>')} {each['phase_name']}" for each in progress.get("phases", [])),
        *(_tool_line(each) for each in progress.get("tools_executed", [])),
    ]
    room = max(0, rows - len(shown) - 2)
    lines = [*shown, "", *(list(view.lines)[-room:] if room else [])]
    return [printable(line)[:columns] for line in lines[: rows - 1]]


def _format_data(event_type: str, data: dict[str, Any]) -> str:
    if event_type == "state_updated":
        return ", ".join(data["updated_fields"])
    if event_type == "state_sync":
        return str(data["sync_reason"])
    return " ".join(f"{name}={value}" for name, value in data.items() if not isinstance(value, dict | list))


def _said(line: dict[str, Any]) -> str:
    return " ".join(str(line[name]) for name in ("level", "agent_name", "message") if name in line)


def _tool_line(tool: dict[str, Any]) -> str:
    percent = float(tool.get("percent_complete") or 0)
    said = tool.get("error_message") or tool.get("result_summary") or ""
    sign = SIGNS.get(tool.get("status", ""), "..")
    return f"{sign} {tool['tool_name'][:NAME_CHARS]:{NAME_CHARS}} {_bar(percent)} {percent:3.0f} %  {said}".rstrip()


def _bar(percent: float) -> str:
    done = round(BAR_CHARS * min(max(percent, 0.0), 100.0) / 100)
    return "[" + "#" * done + "." * (BAR_CHARS - done) + "]"
