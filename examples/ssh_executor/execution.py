"""Running the tools one after the other, and reporting their progress."""

import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from ssh_log.finding import ToolResult
from ssh_log.records import Record
from ssh_log.stamps import rfc3339
from ssh_log.tools import Tool

from wizard_service.client import Executor, Stopped, ToolRun, WizardError

# How much of the whole is done when the first tool begins and when the last has ended.
FIRST_PERCENT, LAST_PERCENT = 5.0, 85.0


class Steps:
    """Prints each step in the terminal.

    delay_s: with a delay, a step is stored before the next one begins, and a pause follows, so that a person can watch.
    """

    def __init__(self, run: Executor, delay_s: float) -> None:
        self.run = run
        self._delay_s = delay_s

    def show(self, text: str) -> None:
        """Print a step. Raises Stopped, and WizardError when earlier steps could not be reported."""
        print(text, flush=True)
        if self._delay_s:
            self.run.flush()
            time.sleep(self._delay_s)


class Execution:
    """One run of the tools over the records.

    Tools that an earlier run has completed run again but report nothing: their findings were not stored yet, and the
    same log gives the same result.
    """

    def __init__(self, steps: Steps, records: Sequence[Record], tools: Sequence[Tool]) -> None:
        self._steps = steps
        self._run = steps.run
        self._records = records
        self._tools = tools
        self._done: list[Tool] = []
        self._started_at = time.monotonic()

    def results(self) -> dict[str, ToolResult]:
        """Return the results by tool name; a tool that raises is reported and left out.

        Raises Stopped, and WizardError when a step cannot be reported.
        """
        results = {tool.name: self._run_tool(tool) for tool in self._tools}
        return {name: result for name, result in results.items() if result is not None}

    def _run_tool(self, tool: Tool) -> ToolResult | None:
        if tool.name not in self._run.completed_tools:
            self._run.agent(tool.agent_name, "running", self._agent_percent(tool))
        try:
            with self._run.tool(tool.name, config=dict(tool.parameters), agent=tool.agent_name) as running:
                result = self._analyse(tool, running)
        except (Stopped, WizardError):
            raise
        except Exception as error:  # noqa: BLE001 - a tool that fails must not end the others
            self._run.log(f"{tool.name} failed: {error!r}", level="error", agent=tool.agent_name)
            self._report_end(tool, "error", f"failed, {error!r}")
            return None
        self._report_end(tool, "completed", result.summary)
        return result

    def _analyse(self, tool: Tool, running: ToolRun) -> ToolResult:
        state = "completed by an earlier run, not reported again" if running.is_silent else "started"
        self._steps.show(f"{tool.name}: {state}")
        result = tool.run(with_progress(self._records, lambda percent: self._report_percent(running, percent)))
        running.log(result.summary)
        running.result(result.summary, findings=len(result.findings))
        return result

    def _report_percent(self, running: ToolRun, percent: int) -> None:
        running.progress(percent, f"{len(self._records) * percent // 100} of {len(self._records)} lines read")
        self._steps.show(f"{running.name}: {percent} %")

    def _report_end(self, tool: Tool, status: str, text: str) -> None:
        """Count the tool as done, and report the progress of its agent and of the whole."""
        self._done.append(tool)
        if tool.name not in self._run.completed_tools:
            agent_percent = self._agent_percent(tool)
            self._run.agent(tool.agent_name, status if agent_percent == 100 else "running", agent_percent)
            percent = FIRST_PERCENT + (LAST_PERCENT - FIRST_PERCENT) * len(self._done) / len(self._tools)
            self._run.progress(round(percent, 1), estimated_completion=self._estimated_completion())
        self._steps.show(f"{tool.name}: {text}")

    def _agent_percent(self, tool: Tool) -> float:
        tools = [other for other in self._tools if other.agent_name == tool.agent_name]
        return round(100 * sum(other in self._done for other in tools) / len(tools), 1)

    def _estimated_completion(self) -> str:
        elapsed_s = time.monotonic() - self._started_at
        remaining_s = elapsed_s / len(self._done) * (len(self._tools) - len(self._done))
        return rfc3339(datetime.now(UTC) + timedelta(seconds=remaining_s))


def with_progress(records: Sequence[Record], on_percent: Callable[[int], None]) -> Iterator[Record]:
    """Yield the records, and call `on_percent` with 10, 20, ... 90 as the reader passes these marks.

    A tool is a pure function that only reads records, so its progress is how far it has read.
    """
    # Rounded up, so that a short log never claims more than was read.
    marks = {-(-len(records) * tenth // 10): tenth * 10 for tenth in range(1, 10)}
    for number, record in enumerate(records, start=1):
        yield record
        if number in marks:
            on_percent(marks[number])
