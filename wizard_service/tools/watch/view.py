"""The state of an investigation as somebody who watches sees it: what was polled, and what every event does to it."""

from collections import deque
from typing import Any

from ...client.feed.base import Event

Document = dict[str, Any]

TERMINAL = frozenset({"COMPLETED", "ERROR", "CANCELLED"})
LINES_KEPT = 200


class View:
    """document: the state. lines: the newest log lines, of agents too."""

    def __init__(self, state: Document) -> None:
        self.lines: deque[str] = deque(maxlen=LINES_KEPT)
        self.is_deleted = False
        self.document: Document = {}
        self._load(state)

    @property
    def progress(self) -> Document:
        progress: Document = self.document.get("progress") or {}
        return progress

    def apply(self, event: Event) -> None:
        kind, data = event["event_type"], event["data"]
        if kind == "state_sync":
            self._load(data["state"])
        elif kind == "state_updated":
            self.document = _patched(self.document, data["changes"])
        elif kind == "log_appended":
            self.lines.extend(line["message"] for line in data["lines"])
        elif kind == "investigation_deleted":
            self.is_deleted = True
        elif kind in _FOLDS:
            _FOLDS[kind](self.document, data)
        self.document["version"] = event.get("version", self.document["version"])

    def _load(self, state: Document) -> None:
        self.document = dict(state)
        self.lines.clear()
        self.lines.extend(self.progress.get("logs", []))


def _patched(target: Any, patch: Any) -> Any:
    """Apply a merge patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    patched = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            patched.pop(name, None)
        else:
            patched[name] = _patched(patched.get(name), value)
    return patched


def _step(document: Document, data: Document) -> None:
    document["wizard_step"] = data["to_step"]


def _status(document: Document, data: Document) -> None:
    document["status"] = data["to_status"]


def _percent(document: Document, data: Document) -> None:
    progress = _progress_of(document)
    progress["overall_progress"] = data["percent_complete"]
    progress["current_phase"] = data.get("current_phase", progress.get("current_phase"))


def _phase(document: Document, data: Document) -> None:
    progress = _progress_of(document)
    if data.get("from_phase"):
        _named(progress, "phases", "phase_name", data["from_phase"])["status"] = "completed"
    if data.get("to_phase"):
        _named(progress, "phases", "phase_name", data["to_phase"])["status"] = "running"
    progress["current_phase"] = data.get("to_phase")


def _tool_started(document: Document, data: Document) -> None:
    tool = _tool(document, data)
    tool.clear()
    tool.update(tool_name=data["tool_name"], status="IN_PROGRESS", percent_complete=0)


def _tool_progress(document: Document, data: Document) -> None:
    _tool(document, data).update(status="IN_PROGRESS", percent_complete=data["percent_complete"])


def _tool_completed(document: Document, data: Document) -> None:
    _tool(document, data).update({"status": "COMPLETED"} | data, percent_complete=100)


def _tool_error(document: Document, data: Document) -> None:
    _tool(document, data).update(data, status="ERROR")


def _tool(document: Document, data: Document) -> Document:
    return _named(_progress_of(document), "tools_executed", "tool_name", data["tool_name"])


def _progress_of(document: Document) -> Document:
    document["progress"] = document.get("progress") or {}
    progress: Document = document["progress"]
    return progress


def _named(progress: Document, section: str, key: str, name: str) -> Document:
    """Return the item of that name, a new one when there is none."""
    items: list[Document] = progress.setdefault(section, [])
    found = next((item for item in items if item[key] == name), None)
    if found is None:
        found = {key: name}
        items.append(found)
    return found


_FOLDS = {
    "step_changed": _step,
    "status_changed": _status,
    "progress_updated": _percent,
    "phase_changed": _phase,
    "tool_execution_started": _tool_started,
    "tool_execution_progress": _tool_progress,
    "tool_execution_completed": _tool_completed,
    "tool_execution_error": _tool_error,
}
