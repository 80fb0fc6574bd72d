"""`AgentReporter`: agents, their tools and answers as reports of one run. All adapters translate to its methods."""

import threading
from collections.abc import Hashable
from contextlib import AbstractContextManager

from ..executor.executor import Executor
from ..executor.runs import ToolRun
from ..executor.texts import acceptable_text

# The service refuses longer names. Longer texts are for the log of the framework, not for a person who follows.
MAX_NAME, MAX_TEXT = 255, 1000

OpenTool = tuple[str, AbstractContextManager[ToolRun], ToolRun]


class AgentReporter:
    """Reports the work of agents in one run of an executor; threads may share it.

    The agents that nothing else runs around are the phases of the investigation: a handoff from one to the next is a
    change of the phase. An agent that works inside another one is reported as an agent only.

    phases: False when the program calls `run.phase` itself.
    """

    def __init__(self, run: Executor, *, phases: bool = True) -> None:
        self.run = run
        self._phases = phases
        self._lock = threading.RLock()
        self._active: list[str] = []
        self._phase: AbstractContextManager[None] | None = None
        # The tools that run, by the framework's id of the call.
        self._tools: dict[Hashable, OpenTool] = {}

    def begin_agent(self, name: str) -> None:
        name = _name(name)
        with self._lock:
            if self._phases and not self._active:
                self._phase = self.run.phase(name)
                self._phase.__enter__()
            self._active.append(name)
            self.run.agent(name, "running", 0)

    def end_agent(self, name: str, error: BaseException | None = None) -> None:
        name = _name(name)
        with self._lock:
            if name not in self._active:
                return
            self._active.remove(name)
            self.run.agent(name, "failed" if error else "completed", None if error else 100)
            if self._phase is not None and not self._active:
                phase, self._phase = self._phase, None
                phase.__exit__(None, None, None)

    def begin_tool(self, call_id: Hashable, name: str, arguments: object = None, agent: str | None = None) -> None:
        """Begin a call of a tool; calls of one tool at the same time have numbers in their names."""
        config = None if arguments in (None, "", {}) else {"arguments": _text(arguments)}
        with self._lock:
            label = self._unused_label(_name(name))
            block = self.run.tool(label, config=config, agent=None if agent is None else _name(agent))
            self._tools[call_id] = (label, block, block.__enter__())

    def end_tool(self, call_id: Hashable, result: object = None) -> None:
        """End a call; does nothing for one that has not begun or has ended."""
        with self._lock:
            _, block, tool = self._tools.pop(call_id, (None, None, None))
            if block is None or tool is None:
                return
            tool.result(_text(result))
            block.__exit__(None, None, None)

    def fail_tool(self, call_id: Hashable, error: BaseException) -> None:
        """End a call that raised an exception."""
        with self._lock:
            _, block, _ = self._tools.pop(call_id, (None, None, None))
            if block is not None:
                block.__exit__(type(error), error, error.__traceback__)

    def fail_tools(self, error: BaseException) -> None:
        """End all calls that have begun, for a framework that does not say which of them has raised."""
        with self._lock:
            for call_id in [*self._tools]:
                self.fail_tool(call_id, error)

    def log(self, message: object, agent: str | None = None) -> None:
        """Append what a model said to the log, or to that of an agent; empty texts are left out."""
        text = _text(message)
        if text:
            self.run.log(text, agent=None if agent is None else _name(agent))

    def _unused_label(self, name: str) -> str:
        used = {label for label, _, _ in self._tools.values()}
        labels = (name if number == 1 else f"{name[: MAX_NAME - 10]} ({number})" for number in range(1, len(used) + 2))
        return next(label for label in labels if label not in used)


def _name(name: str) -> str:
    return acceptable_text(name).strip()[:MAX_NAME] or "unnamed"


def _text(value: object) -> str:
    text = acceptable_text("" if value is None else value).strip()
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "\u2026"
