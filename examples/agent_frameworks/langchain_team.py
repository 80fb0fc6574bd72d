"""Two LangChain agents read a log and judge it; the model is LangChain's fake one, so no key is needed.

    .venv-agents/bin/python examples/agent_frameworks/langchain_team.py

With a real model, replace `MODEL` by it; the rest stays.
"""

from typing import Any

from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig, RunnableLambda
from langchain_core.tools import tool
from logins import failed_logins, investigate, successful_logins

from wizard_service.client import Executor
from wizard_service.client.agents.langchain import WizardCallbacks

MODEL = GenericFakeChatModel(
    messages=iter(
        [
            AIMessage("", tool_calls=[{"name": "failed_logins", "args": {}, "id": "1"}]),
            AIMessage("203.0.113.7 and 198.51.100.23 guess passwords."),
            AIMessage("", tool_calls=[{"name": "successful_logins", "args": {"address": "198.51.100.23"}, "id": "2"}]),
            AIMessage("198.51.100.23 has got in as deploy."),
        ]
    )
)
TOOLS = {each.name: each for each in (tool(failed_logins), tool(successful_logins))}


def answer(question: str, config: RunnableConfig) -> str:
    """Ask the model, run the tools that it calls, and ask again until it answers."""
    messages: list[Any] = [("user", question)]
    while (reply := MODEL.invoke(messages, config)).tool_calls:
        calls = [TOOLS[call["name"]].invoke(call, config) for call in reply.tool_calls]
        messages += [reply, *calls]
    return str(reply.content)


READER = RunnableLambda(answer).with_config(run_name="reader")
ANALYST = RunnableLambda(answer).with_config(run_name="analyst")


def work(run: Executor) -> None:
    callbacks = WizardCallbacks(run, agents=("reader", "analyst"))
    (READER | ANALYST).invoke("Who fails to log in?", {"callbacks": [callbacks], "run_name": "team"})


if __name__ == "__main__":
    investigate("Logins, read by LangChain", work)
