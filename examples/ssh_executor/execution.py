"""Running the tools one after the other, and telling how far they are."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from ssh_log.finding import ToolResult
from ssh_log.records import Record
from ssh_log.stamps import rfc3339
from ssh_log.tools import Tool

from wizard_service.client import WizardError

from .phases import PHASES
from .reporter import Event, Reporter, Stopped, event, log_line


def with_progress(records: Sequence[Record], on_percent: Callable[[int], None]) -> Iterator[Record]:
    """Yield the records, and call `on_percent` with 10, 20, ... 90 as the reader passes these marks.

    This is how a pure function shows its progress: it reads, and the reading tells.
    """
    # Rounded up, so that a short log never claims more than was read.
    marks = {-(-len(records) * tenth // 10): tenth * 10 for tenth in range(1, 10)}
    for number, record in enumerate(records, start=1):
        yield record
        if number in marks:
            on_percent(marks[number])


class Execution:
    """One run of the tools over the records.

    reported: tools the service knows as completed from before a crash. Their findings were not stored yet, so they
        run again, in silence: the same log gives the same result.
    """

    def __init__(
        self, reporter: Reporter, records: Sequence[Record], tools: Sequence[Tool], reported: frozenset[str]
    ) -> None:
        self._reporter = reporter
        self._records = records
        self._tools = tools
        self._reported = reported
        self._done: list[Tool] = []
        self._started_at = time.monotonic()

    def run(self) -> dict[str, ToolResult]:
        """Return the results by tool name; a tool that raised is reported and left out.

        Raises Stopped, and WizardError when a step cannot be reported.
        """
        results = {
            tool.name: self._again(tool) if tool.name in self._reported else self._run(tool) for tool in self._tools
        }
        return {name: result for name, result in results.items() if result is not None}

    def _again(self, tool: Tool) -> ToolResult:
        self._reporter.step(f"{tool.name}: completed before, not reported again")
        self._done.append(tool)
        return tool.run(self._records)

    def _run(self, tool: Tool) -> ToolResult | None:
        started_at = time.monotonic()
        self._tell_start(tool)
        try:
            result = tool.run(with_progress(self._records, lambda percent: self._tell_percent(tool, percent)))
        except (Stopped, WizardError):
            # Telling the progress failed, in the middle of the tool: not the tool's fault.
            raise
        except Exception as error:  # noqa: BLE001 whatever is wrong with one tool, the others go on
            self._tell_failure(tool, error)
            return None
        self._tell_result(tool, result, round((time.monotonic() - started_at) * 1000))
        return result

    def _tell_start(self, tool: Tool) -> None:
        self._reporter.step(
            f"{tool.name}: started",
            event("tool_execution_started", tool_name=tool.name, tool_config=dict(tool.parameters)),
            event("agent_updated", agent_name=tool.agent_name, status="running", progress=self._agent_percent(tool)),
        )

    def _tell_percent(self, tool: Tool, percent: int) -> None:
        message = f"{len(self._records) * percent // 100} of {len(self._records)} lines read"
        progress = event("tool_execution_progress", tool_name=tool.name, percent_complete=percent, message=message)
        self._reporter.step(f"{tool.name}: {percent} %", progress)

    def _tell_result(self, tool: Tool, result: ToolResult, duration_ms: int) -> None:
        completed = event(
            "tool_execution_completed",
            tool_name=tool.name,
            status="COMPLETED",
            duration_ms=duration_ms,
            result_summary=result.summary,
            findings_count=len(result.findings),
        )
        told = log_line(result.summary, agent_name=tool.agent_name)
        self._reporter.step(f"{tool.name}: {result.summary}", completed, told, *self._after(tool, "completed"))

    def _tell_failure(self, tool: Tool, error: Exception) -> None:
        message = f"{type(error).__name__}: {error}"
        failed = event("tool_execution_error", tool_name=tool.name, error_message=message, retryable=True)
        told = log_line(f"{tool.name} failed: {message}", level="error", agent_name=tool.agent_name)
        self._reporter.step(f"{tool.name}: failed, {message}", failed, told, *self._after(tool, "error"))

    def _after(self, tool: Tool, outcome: str) -> tuple[Event, Event]:
        """Count the tool as done, and return how far its agent and the whole are."""
        self._done.append(tool)
        agent_percent = self._agent_percent(tool)
        status = outcome if agent_percent == 100 else "running"
        span = PHASES["analysis"] - PHASES["execution"]
        percent = round(PHASES["execution"] + span * len(self._done) / len(self._tools), 1)
        return (
            event("agent_updated", agent_name=tool.agent_name, status=status, progress=agent_percent),
            event(
                "progress_updated",
                percent_complete=percent,
                estimated_completion=self._estimated_completion(),
            ),
        )

    def _agent_percent(self, tool: Tool) -> float:
        own = [each for each in self._tools if each.agent_name == tool.agent_name]
        return round(100 * sum(each in self._done for each in own) / len(own), 1)

    def _estimated_completion(self) -> str:
        elapsed_s = time.monotonic() - self._started_at
        remaining_s = elapsed_s / len(self._done) * (len(self._tools) - len(self._done))
        return rfc3339(datetime.now(UTC) + timedelta(seconds=remaining_s))
