"""The phases of one run, each told once.

One run of a tool, as it is reported.
"""

import time
from typing import Any

from .outbox import Outbox, event, log_line, text


class Phases:
    """progress: of the state at the beginning; a phase that it shows as completed is not told again."""

    def __init__(self, outbox: Outbox, progress: dict[str, Any]) -> None:
        statuses = {each["phase_name"]: each["status"] for each in progress.get("phases", [])}
        current = progress.get("current_phase")
        self._outbox = outbox
        self._completed = {name for name, status in statuses.items() if status == "completed"}
        # The one that was running when an earlier run was broken off runs on; how long it took is not known.
        self._running: str | None = current if statuses.get(current) == "running" else None
        self._began_at: float | None = None
        self._ended_at: float | None = None

    def begin(self, name: str, percent: float | None) -> None:
        if name in self._completed or name == self._running:
            return
        self._change(name)
        if percent is not None:
            self._outbox.put(event("progress_updated", percent_complete=percent, current_phase=name))

    def end(self) -> None:
        """Stop the clock: the phase is told to be over when the next begins."""
        self._ended_at = time.monotonic()

    def finish(self) -> None:
        """Tell the end of the last phase."""
        if self._running:
            self._change(None)

    def _change(self, name: str | None) -> None:
        now = time.monotonic()
        began_at, ended_at = self._began_at, self._ended_at or now
        duration_ms = None if began_at is None else round((ended_at - began_at) * 1000)
        changed = event("phase_changed", from_phase=self._running, to_phase=name, from_phase_duration_ms=duration_ms)
        self._outbox.put(changed)
        self._running, self._began_at, self._ended_at = name, now, None


class ToolRun:
    """is_silent: nothing is reported, because an earlier run has done so."""

    def __init__(self, name: str, agent: str | None, outbox: Outbox, *, is_silent: bool) -> None:
        self.name = name
        self.is_silent = is_silent
        self._agent = agent
        self._outbox = outbox
        self._began_at = time.monotonic()
        self._outcome: dict[str, Any] = {"status": "COMPLETED"}

    def progress(self, percent: float, message: str | None = None) -> None:
        """Say how far it is; call it as often as you like, only the newest is reported."""
        told = None if message is None else text(message)
        self._report("tool_execution_progress", percent_complete=percent, message=told)

    def log(self, message: str, *, level: str | None = None) -> None:
        """Append a line to the log of the tool's agent."""
        if not self.is_silent:
            self._outbox.put(log_line(message, level, self._agent))

    def result(self, summary: str | None = None, *, findings: int | None = None) -> None:
        """Say what came out of it; told when the block ends."""
        summary = None if summary is None else text(summary)
        self._outcome |= {"result_summary": summary, "findings_count": findings}

    def skip(self, why: str) -> None:
        """Say that there was nothing to do; told when the block ends."""
        self._outcome = {"status": "SKIPPED", "result_summary": text(why)}

    def start(self, config: dict[str, Any] | None, estimated_duration_ms: float | None) -> None:
        self._report("tool_execution_started", tool_config=config, estimated_duration_ms=estimated_duration_ms)

    def complete(self) -> None:
        duration_ms = round((time.monotonic() - self._began_at) * 1000)
        self._report("tool_execution_completed", duration_ms=duration_ms, **self._outcome)

    def fail(self, error: Exception) -> None:
        """Tell an exception; one with an attribute `retryable` says whether to try again makes sense."""
        retryable = getattr(error, "retryable", None)
        self._report("tool_execution_error", error_message=told_error(error), retryable=retryable)

    def _report(self, event_type: str, **data: Any) -> None:
        if not self.is_silent:
            self._outbox.put(event(event_type, tool_name=self.name, **data))


def told_error(error: BaseException) -> str:
    return text(f"{type(error).__name__}: {error}")
