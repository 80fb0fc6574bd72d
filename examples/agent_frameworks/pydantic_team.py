"""Two Pydantic AI agents read a log and judge it; its function model needs no key.

    .venv-agents/bin/python examples/agent_frameworks/pydantic_team.py

With a real model, replace `scripted(...)` by its name; the rest stays.
"""

from logins import FINDING, failed_logins, investigate, successful_logins
from pydantic_ai import Agent
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, ToolCallPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from wizard_service.client import Executor
from wizard_service.client.agents.pydantic_ai import WizardReports
from wizard_service.client.agents.tools import investigation_tools


def scripted(*parts: TextPart | ToolCallPart) -> FunctionModel:
    """Return a model that answers with these parts, one after the other."""
    remaining = iter(parts)

    def reply(_: list[ModelMessage], __: AgentInfo) -> ModelResponse:
        return ModelResponse(parts=[next(remaining)])

    return FunctionModel(reply)


def work(run: Executor) -> None:
    reports = WizardReports(run)
    reader = Agent(
        scripted(ToolCallPart("failed_logins", {}), TextPart("203.0.113.7 and 198.51.100.23 guess passwords.")),
        name="reader",
        tools=[failed_logins],
        capabilities=[reports],
    )
    analyst = Agent(
        scripted(
            ToolCallPart("successful_logins", {"address": "198.51.100.23"}),
            ToolCallPart("report_finding", FINDING),
            TextPart("198.51.100.23 has got in as deploy."),
        ),
        name="analyst",
        tools=[successful_logins, *investigation_tools(run)],
        capabilities=[reports],
    )
    read = reader.run_sync("Who fails to log in?")
    analyst.run_sync(read.output)


if __name__ == "__main__":
    investigate("Logins, read by Pydantic AI", work)
