"""A LangChain chain whose only tool raises."""

from langchain_core.runnables import RunnableConfig, RunnableLambda
from langchain_core.tools import tool
from logins import investigate

from wizard_service.client import Executor
from wizard_service.client.agents.langchain import WizardCallbacks


@tool
def search(query: str) -> str:
    """Search for a query."""
    raise ValueError(f"no index for {query}")


def use_tool(query: str, config: RunnableConfig) -> str:
    return str(search.invoke({"query": query}, config))


def work(run: Executor) -> None:
    chain = RunnableLambda(use_tool).with_config(run_name="reader")
    chain.invoke("logins", {"callbacks": [WizardCallbacks(run)]})


investigate("A tool that raises", work)
