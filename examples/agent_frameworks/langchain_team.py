"""Two LangChain agents read a log and judge it; the model is LangChain's fake one, so no key is needed.

    .venv-agents/bin/python examples/agent_frameworks/langchain_team.py

With a real model, replace `MODEL` by it; the rest stays.
"""

from collections.abc import Mapping
from typing import Any

from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig, RunnableLambda
from langchain_core.tools import tool
from logins import FINDING, failed_logins, investigate, successful_logins

from wizard_service.client import Executor
from wizard_service.client.agents.langchain import WizardCallbacks
from wizard_service.client.agents.tools import investigation_tools

MODEL = GenericFakeChatModel(
    messages=iter(
        [
            AIMessage("", tool_calls=[{"name": "failed_logins", "args": {}, "id": "1"}]),
            AIMessage("203.0.113.7 and 198.51.100.23 guess passwords."),
            AIMessage("", tool_calls=[{"name": "successful_logins", "args": {"address": "198.51.100.23"}, "id": "2"}]),
            AIMessage("", tool_calls=[{"name": "report_finding", "args": FINDING, "id": "3"}]),
            AIMessage("198.51.100.23 has got in as deploy."),
        ]
    )
)


def answering(tools: Mapping[str, Any]) -> Any:
    """Return a runnable that asks the model, runs the tools that it calls, and asks again until it answers."""

    def answer(question: str, config: RunnableConfig) -> str:
        messages: list[Any] = [("user", question)]
        while (reply := MODEL.invoke(messages, config)).tool_calls:
            calls = [tools[call["name"]].invoke(call, config) for call in reply.tool_calls]
            messages += [reply, *calls]
        return str(reply.content)

    return RunnableLambda(answer)


def work(run: Executor) -> None:
    functions = (failed_logins, successful_logins, *investigation_tools(run))
    answer = answering({made.name: made for made in map(tool, functions)})
    team = answer.with_config(run_name="reader") | answer.with_config(run_name="analyst")
    callbacks = WizardCallbacks(run, agents=("reader", "analyst"))
    team.invoke("Who fails to log in?", {"callbacks": [callbacks], "run_name": "team"})


if __name__ == "__main__":
    investigate("Logins, read by LangChain", work)
