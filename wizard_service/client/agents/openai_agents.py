"""OpenAI Agents SDK: run hooks that report agents, handoffs, tools and answers of models.

    hooks = WizardHooks(run)
    await Runner.run(agent, question, hooks=hooks)

A handoff ends one phase and begins the next, each with the name of its agent.
"""

from typing import Any

from ..executor.executor import Executor
from .reporter import AgentReporter

try:
    from agents import RunHooks
except ImportError as missing:
    raise ImportError('The Agents SDK is not installed: pip install "wizard-service[openai-agents]"') from missing


class WizardHooks(RunHooks[Any]):
    """Reports one run of an executor. phases: see AgentReporter.

    The SDK calls no hook when a tool or an agent raises: call `failed` then.
    """

    def __init__(self, run: Executor, *, phases: bool = True) -> None:
        self._reporter = AgentReporter(run, phases=phases)
        self._agents: list[str] = []

    async def on_agent_start(self, context: Any, agent: Any) -> None:
        self._agents.append(agent.name)
        self._reporter.begin_agent(agent.name)

    async def on_agent_end(self, context: Any, agent: Any, output: Any) -> None:
        self._end(agent.name)

    async def on_handoff(self, context: Any, from_agent: Any, to_agent: Any) -> None:
        self._reporter.log(f"hands over to {to_agent.name}", from_agent.name)
        self._end(from_agent.name)

    async def on_llm_end(self, context: Any, agent: Any, response: Any) -> None:
        for item in response.output:
            for part in getattr(item, "content", None) or ():
                self._reporter.log(getattr(part, "text", ""), agent.name)

    async def on_tool_start(self, context: Any, agent: Any, tool: Any) -> None:
        arguments = getattr(context, "tool_arguments", None)
        self._reporter.begin_tool(_call_id(context, tool), tool.name, arguments, agent.name)

    async def on_tool_end(self, context: Any, agent: Any, tool: Any, result: object) -> None:
        self._reporter.end_tool(_call_id(context, tool), result)

    def failed(self, error: BaseException) -> None:
        """End the tools and agents that run, as failed."""
        self._reporter.fail_tools(error)
        while self._agents:
            self._end(self._agents[-1], error)

    def _end(self, name: str, error: BaseException | None = None) -> None:
        if name in self._agents:
            self._agents.remove(name)
            self._reporter.end_agent(name, error)


def _call_id(context: Any, tool: Any) -> str:
    """Return the SDK's id of a call; a tool that is hosted has none."""
    return str(getattr(context, "tool_call_id", None) or tool.name)
