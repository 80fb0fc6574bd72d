"""A Pydantic AI agent whose only tool raises."""

from logins import investigate
from pydantic_ai import Agent
from pydantic_ai.models.test import TestModel

from wizard_service.client import Executor
from wizard_service.client.agents.pydantic_ai import WizardReports


def search(query: str) -> str:
    """Search for a query."""
    raise ValueError(f"no index for {query}")


def work(run: Executor) -> None:
    agent = Agent(TestModel(), name="reader", tools=[search], capabilities=[WizardReports(run)])
    agent.run_sync("Search.")


investigate("A tool that raises", work)
