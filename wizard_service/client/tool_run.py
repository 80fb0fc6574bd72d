"""One run of a tool, as it is reported."""

import time
from typing import Any

from .outbox import Outbox
from .reports import event, log_line, text


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
