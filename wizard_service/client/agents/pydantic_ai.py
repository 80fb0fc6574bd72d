"""Pydantic AI: a capability that reports runs of agents, their tools and answers of models.

    agent = Agent(model, name="analyst", tools=[...], capabilities=[WizardReports(run)])
    await agent.run(question)

An agent that another agent's tool runs is inside it when both have the same capability.
"""

from typing import Any

from ..executor.executor import Executor
from .reporter import AgentReporter

try:
    from pydantic_ai import RunContext
    from pydantic_ai.capabilities import AbstractCapability
    from pydantic_ai.messages import ModelResponse, TextPart, ToolCallPart
except ImportError as missing:
    raise ImportError('Pydantic AI is not installed: pip install "wizard-service[pydantic-ai]"') from missing


class WizardReports(AbstractCapability[Any]):
    """Reports one run of an executor. phases: see AgentReporter."""

    def __init__(self, run: Executor, *, phases: bool = True) -> None:
        self._reporter = AgentReporter(run, phases=phases)

    async def wrap_run(self, ctx: RunContext[Any], *, handler: Any) -> Any:
        name = _agent_name(ctx)
        self._reporter.begin_agent(name)
        try:
            result = await handler()
        except BaseException as error:
            self._reporter.end_agent(name, error)
            raise
        self._reporter.end_agent(name)
        return result

    async def wrap_tool_execute(
        self, ctx: RunContext[Any], *, call: ToolCallPart, tool_def: Any, args: Any, handler: Any
    ) -> Any:
        self._reporter.begin_tool(call.tool_call_id, call.tool_name, args, _agent_name(ctx))
        try:
            result = await handler(args)
        except BaseException as error:
            self._reporter.fail_tool(call.tool_call_id, error)
            raise
        self._reporter.end_tool(call.tool_call_id, result)
        return result

    async def after_model_request(
        self, ctx: RunContext[Any], *, request_context: Any, response: ModelResponse
    ) -> ModelResponse:
        for part in response.parts:
            if isinstance(part, TextPart):
                self._reporter.log(part.content, _agent_name(ctx))
        return response


def _agent_name(ctx: RunContext[Any]) -> str:
    return (ctx.agent.name if ctx.agent else None) or "agent"
