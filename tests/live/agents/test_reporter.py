"""`AgentReporter` with calls that overlap, fail, repeat and have long texts."""

from collections.abc import Iterator
from typing import Any

import pytest

from wizard_service.client import Executor, Stopped, WizardClient
from wizard_service.client.agents.reporter import MAX_TEXT, AgentReporter

pytestmark = pytest.mark.live


@pytest.fixture
def run(client: WizardClient, investigation_id: str) -> Iterator[Executor]:
    with client.executor(investigation_id) as entered:
        yield entered


@pytest.fixture
def reporter(run: Executor) -> AgentReporter:
    return AgentReporter(run)


def progress_of(client: WizardClient, run: Executor) -> dict[str, Any]:
    run.flush()
    progress: dict[str, Any] = client.get(run.investigation_id).document["progress"]
    return progress


def named(items: list[dict[str, Any]], member: str) -> dict[str, dict[str, Any]]:
    return {item[member]: item for item in items}


def test_an_agent_inside_another_one_is_no_phase(client: WizardClient, run: Executor, reporter: AgentReporter) -> None:
    reporter.begin_agent("lead")
    reporter.begin_agent("helper")
    reporter.end_agent("helper")
    reporter.end_agent("lead")
    reporter.begin_agent("closer")

    progress = progress_of(client, run)

    assert [phase["phase_name"] for phase in progress["phases"]] == ["lead", "closer"]
    assert [agent["status"] for agent in progress["agents"]] == ["completed", "completed", "running"]


def test_a_program_may_have_phases_of_its_own(client: WizardClient, run: Executor) -> None:
    reporter = AgentReporter(run, phases=False)
    with run.phase("reading"):
        reporter.begin_agent("reader")
        reporter.end_agent("reader")

    assert [phase["phase_name"] for phase in progress_of(client, run)["phases"]] == ["reading"]


def test_calls_of_one_tool_at_the_same_time_have_different_names(
    client: WizardClient, run: Executor, reporter: AgentReporter
) -> None:
    for call in ("a", "b"):
        reporter.begin_tool(call, "search", {"q": call})
    reporter.end_tool("a", "first")
    reporter.end_tool("b", "second")
    reporter.begin_tool("c", "search")
    reporter.end_tool("c", "third")

    tools = named(progress_of(client, run)["tools_executed"], "tool_name")
    assert {name: tool["result_summary"] for name, tool in tools.items()} == {"search": "third", "search (2)": "second"}


def test_a_tool_that_raises_is_an_error_of_the_tool(
    client: WizardClient, run: Executor, reporter: AgentReporter
) -> None:
    reporter.begin_agent("reader")
    reporter.begin_tool(1, "search")
    reporter.fail_tool(1, ValueError("no index"))
    reporter.end_tool(1, "too late")
    reporter.end_agent("reader", ValueError("no index"))

    progress = progress_of(client, run)

    (tool,) = progress["tools_executed"]
    assert (tool["status"], tool["error_message"]) == ("ERROR", "ValueError: no index")
    assert [agent["status"] for agent in progress["agents"]] == ["failed"]


def test_texts_and_names_of_any_kind_are_accepted(client: WizardClient, run: Executor, reporter: AgentReporter) -> None:
    reporter.begin_agent(" " + "n" * 300)
    reporter.begin_tool(1, "", "\ud800" * 2000, " ")
    reporter.end_tool(1, "x" * 5000)
    reporter.log({"answer": 1})
    reporter.log("  ")

    progress = progress_of(client, run)

    (tool,) = progress["tools_executed"]
    assert tool["tool_name"] == "unnamed"
    assert len(tool["result_summary"]) == MAX_TEXT
    assert progress["phases"][0]["phase_name"] == "n" * 255
    assert progress["logs"] == ["{'answer': 1}"]


def cancel_while_agents_run(client: WizardClient, investigation_id: str) -> None:
    with client.executor(investigation_id) as run:
        reporter = AgentReporter(run)
        reporter.begin_agent("reader")
        client.cancel(investigation_id)
        reporter.log("still here")


def test_a_cancelled_investigation_stops_the_agents(client: WizardClient, investigation_id: str) -> None:
    with pytest.raises(Stopped, match="CANCELLED"):
        cancel_while_agents_run(client, investigation_id)
