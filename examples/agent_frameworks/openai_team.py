"""Two agents of the OpenAI Agents SDK, one of which hands over to the other; its scripted model needs no key.

    .venv-agents/bin/python examples/agent_frameworks/openai_team.py

With a real model, leave out `model` and the scripts; the rest stays.
"""

from agents import Agent, Runner, function_tool, set_tracing_disabled
from agents.testing import ScriptedModel, assistant_message, function_call
from logins import FINDING, failed_logins, investigate, successful_logins

from wizard_service.client import Executor
from wizard_service.client.agents.openai_agents import WizardHooks
from wizard_service.client.agents.tools import investigation_tools

GUESSED = "203.0.113.7 and 198.51.100.23 guess passwords."
READER_SCRIPT = [
    [function_call("failed_logins", {}, call_id="1")],
    [assistant_message(GUESSED), function_call("transfer_to_analyst", {}, call_id="2")],
]
ANALYST_SCRIPT = [
    [function_call("successful_logins", {"address": "198.51.100.23"}, call_id="3")],
    [function_call("report_finding", FINDING, call_id="4")],
    [assistant_message("198.51.100.23 has got in as deploy.")],
]


def work(run: Executor) -> None:
    # The traces of the SDK would be sent to OpenAI.
    set_tracing_disabled(True)
    tools = [function_tool(each) for each in (successful_logins, *investigation_tools(run))]
    analyst = Agent(name="analyst", tools=tools, model=ScriptedModel(ANALYST_SCRIPT))
    reader = Agent(
        name="reader", tools=[function_tool(failed_logins)], handoffs=[analyst], model=ScriptedModel(READER_SCRIPT)
    )
    Runner.run_sync(reader, "Who fails to log in?", hooks=WizardHooks(run))


if __name__ == "__main__":
    investigate("Logins, read by the Agents SDK", work)
