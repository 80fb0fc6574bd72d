"""An agent of the OpenAI Agents SDK whose only tool raises."""

from agents import Agent, Runner, function_tool, set_tracing_disabled
from agents.testing import ScriptedModel, function_call
from logins import investigate

from wizard_service.client import Executor
from wizard_service.client.agents.openai_agents import WizardHooks


@function_tool(failure_error_function=None)
def search(query: str) -> str:
    """Search for a query."""
    raise ValueError(f"no index for {query}")


def work(run: Executor) -> None:
    set_tracing_disabled(True)
    model = ScriptedModel([[function_call("search", {"query": "logins"}, call_id="1")]])
    hooks = WizardHooks(run)
    try:
        Runner.run_sync(Agent(name="reader", tools=[search], model=model), "Search.", hooks=hooks)
    except Exception as error:
        hooks.failed(error)
        raise


investigate("A tool that raises", work)
