"""LangChain: a callback handler that reports chains, tools and answers of models.

    handler = WizardCallbacks(run, agents=("reader", "analyst"))
    chain.invoke(question, config={"callbacks": [handler], "run_name": "investigator"})

The outermost runnable, and those inside it whose names are in `agents`, are the agents of the investigation.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from ..executor.executor import Executor
from .reporter import AgentReporter

try:
    from langchain_core.callbacks import BaseCallbackHandler
    from langchain_core.outputs import LLMResult
except ImportError as missing:
    raise ImportError('LangChain is not installed: pip install "wizard-service[langchain]"') from missing


class WizardCallbacks(BaseCallbackHandler):
    """Reports one run of an executor. agents: names of inner runnables that are agents. phases: see AgentReporter."""

    # A cancelled investigation raises Stopped, which has to end the chain and not only to be logged.
    raise_error = True
    # The reports of an asynchronous chain keep their order.
    run_inline = True

    def __init__(self, run: Executor, *, agents: Collection[str] = (), phases: bool = True) -> None:
        self._reporter = AgentReporter(run, phases=phases)
        self._agents = frozenset(agents)
        # The agent that each run of a runnable belongs to, and the runs that are agents themselves.
        self._agent_of: dict[UUID, str] = {}
        self._agent_runs: dict[UUID, str] = {}

    def on_chain_start(
        self, serialized: Any, inputs: Any, *, run_id: UUID, parent_run_id: UUID | None = None, **kwargs: Any
    ) -> None:
        name = str(kwargs.get("name") or "chain")
        outer = self._inherit(run_id, parent_run_id)
        if outer is None or name in self._agents:
            self._agent_of[run_id] = self._agent_runs[run_id] = name
            self._reporter.begin_agent(name)

    def on_chain_end(self, outputs: Any, *, run_id: UUID, **kwargs: Any) -> None:
        self._end_chain(run_id)

    def on_chain_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        self._end_chain(run_id, error)

    def on_tool_start(
        self, serialized: Any, input_str: str, *, run_id: UUID, parent_run_id: UUID | None = None, **kwargs: Any
    ) -> None:
        name = kwargs.get("name") or (serialized or {}).get("name") or "tool"
        arguments = kwargs.get("inputs") or input_str
        self._reporter.begin_tool(run_id, str(name), arguments, self._inherit(run_id, parent_run_id))

    def on_tool_end(self, output: Any, *, run_id: UUID, **kwargs: Any) -> None:
        self._agent_of.pop(run_id, None)
        self._reporter.end_tool(run_id, getattr(output, "content", output))

    def on_tool_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        self._agent_of.pop(run_id, None)
        self._reporter.fail_tool(run_id, error)

    def on_chat_model_start(self, serialized: Any, messages: Any, *, run_id: UUID, **kwargs: Any) -> None:
        self._inherit(run_id, kwargs.get("parent_run_id"))

    def on_llm_start(self, serialized: Any, prompts: Any, *, run_id: UUID, **kwargs: Any) -> None:
        self._inherit(run_id, kwargs.get("parent_run_id"))

    def on_llm_end(self, response: LLMResult, *, run_id: UUID, **kwargs: Any) -> None:
        agent = self._agent_of.pop(run_id, None)
        for generation in response.generations[0] if response.generations else ():
            self._reporter.log(generation.text, agent)

    def on_llm_error(self, error: BaseException, *, run_id: UUID, **kwargs: Any) -> None:
        self._reporter.log(f"{type(error).__name__}: {error}", self._agent_of.pop(run_id, None))

    def _inherit(self, run_id: UUID, parent_run_id: UUID | None) -> str | None:
        """Return the agent of the surrounding run, None for the outermost."""
        agent = self._agent_of.get(parent_run_id) if parent_run_id else None
        if agent is not None:
            self._agent_of[run_id] = agent
        return agent

    def _end_chain(self, run_id: UUID, error: BaseException | None = None) -> None:
        self._agent_of.pop(run_id, None)
        if run_id in self._agent_runs:
            self._reporter.end_agent(self._agent_runs.pop(run_id), error)
