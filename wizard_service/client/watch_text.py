"""Events and states as text for a terminal."""

from typing import Any

from .feed_transport import Event
from .watch_view import View

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
    return [printable(f"{head} {_told(event['event_type'], data)}".rstrip())]


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


def _told(event_type: str, data: dict[str, Any]) -> str:
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
