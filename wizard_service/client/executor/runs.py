"""The phases and tools of one run, as they are reported."""

import time
from typing import Any

from .outbox import Outbox
from .texts import acceptable_text, describe_error, new_event, new_log_line


class Phases:
    """Reports each phase once.

    progress: that of the state when the run begins; phases that it shows as completed are not reported again.
    """

    def __init__(self, outbox: Outbox, progress: dict[str, Any]) -> None:
        statuses = {phase["phase_name"]: phase["status"] for phase in progress.get("phases", [])}
        current = progress.get("current_phase")
        self._outbox = outbox
        self._completed = {name for name, status in statuses.items() if status == "completed"}
        # A phase that an interrupted run had begun continues; its duration is unknown.
        self._running: str | None = current if statuses.get(current) == "running" else None
        self._began_at: float | None = None
        self._ended_at: float | None = None

    def begin(self, name: str, percent: float | None) -> None:
        if name in self._completed or name == self._running:
            return
        self._change(name)
        if percent is not None:
            self._outbox.put(new_event("progress_updated", percent_complete=percent, current_phase=name))

    def end(self) -> None:
        """Stop the clock; the end of the phase is reported when the next one begins."""
        self._ended_at = time.monotonic()

    def finish(self) -> None:
        """Report the end of the last phase."""
        if self._running:
            self._change(None)

    def _change(self, name: str | None) -> None:
        now = time.monotonic()
        began_at, ended_at = self._began_at, self._ended_at or now
        duration_ms = None if began_at is None else round((ended_at - began_at) * 1000)
        self._outbox.put(
            new_event("phase_changed", from_phase=self._running, to_phase=name, from_phase_duration_ms=duration_ms)
        )
        self._running, self._began_at, self._ended_at = name, now, None


class ToolRun:
    """Reports one run of a tool.

    is_silent: nothing is reported, because an earlier run has completed the tool.
    """

    def __init__(self, name: str, agent: str | None, outbox: Outbox, *, is_silent: bool) -> None:
        self.name = name
        self.is_silent = is_silent
        self._agent = agent
        self._outbox = outbox
        self._began_at = time.monotonic()
        self._outcome: dict[str, Any] = {"status": "COMPLETED"}

    def progress(self, percent: float, message: str | None = None) -> None:
        """Report the progress of the tool; of calls in quick succession only the newest is sent."""
        text = None if message is None else acceptable_text(message)
        self._report("tool_execution_progress", percent_complete=percent, message=text)

    def log(self, message: str, *, level: str | None = None) -> None:
        """Append a line to the log of the tool's agent."""
        if not self.is_silent:
            self._outbox.put(new_log_line(message, level, self._agent))

    def result(self, summary: str | None = None, *, findings: int | None = None) -> None:
        """Set the result, which is reported when the block ends."""
        summary = None if summary is None else acceptable_text(summary)
        self._outcome |= {"result_summary": summary, "findings_count": findings}

    def skip(self, reason: str) -> None:
        """Mark the tool as skipped, which is reported when the block ends."""
        self._outcome = {"status": "SKIPPED", "result_summary": acceptable_text(reason)}

    def start(self, config: dict[str, Any] | None, estimated_duration_ms: float | None) -> None:
        self._report("tool_execution_started", tool_config=config, estimated_duration_ms=estimated_duration_ms)

    def complete(self) -> None:
        duration_ms = round((time.monotonic() - self._began_at) * 1000)
        self._report("tool_execution_completed", duration_ms=duration_ms, **self._outcome)

    def fail(self, error: Exception) -> None:
        """Report an exception; its attribute `retryable`, if it has one, is reported too."""
        retryable = getattr(error, "retryable", None)
        self._report("tool_execution_error", error_message=describe_error(error), retryable=retryable)

    def _report(self, event_type: str, **data: Any) -> None:
        if not self.is_silent:
            self._outbox.put(new_event(event_type, tool_name=self.name, **data))
