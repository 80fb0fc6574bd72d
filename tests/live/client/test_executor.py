"""An executor's run stores phases, tools, log lines and results at the service."""

from contextlib import suppress
from typing import Any

import pytest

from tests.support.live.executor_results import event_data, events_of, progress
from tests.support.live.server import LiveServer
from tests.support.live.users import Document, token_of
from wizard_service.client import WizardClient

pytestmark = pytest.mark.live


def test_a_run_stores_phases_tools_logs_and_results_in_the_state(
    client: WizardClient, investigation_id: str, results: Document
) -> None:
    with client.executor(investigation_id) as run:
        with run.phase("collection", percent=5):
            with run.tool("failed_logins", agent="reader", config={"limit": 3}) as tool:
                tool.progress(40)
                tool.log("112 attempts", level="warning")
                tool.result("one address", findings=1)
            with run.tool("geo") as tool:
                tool.skip("no database")
        with run.phase("analysis"):
            run.log("looking closer")
        state = run.complete(results)

    assert (state.status, state.wizard_step) == ("COMPLETED", "RESULTS")
    stored = progress(client, investigation_id)
    assert [(phase["phase_name"], phase["status"]) for phase in stored["phases"]] == [
        ("collection", "completed"),
        ("analysis", "completed"),
    ]
    by_name = {tool["tool_name"]: tool for tool in stored["tools_executed"]}
    assert by_name["failed_logins"]["status"] == "COMPLETED"
    assert (by_name["failed_logins"]["result_summary"], by_name["failed_logins"]["findings_count"]) == (
        "one address",
        1,
    )
    assert (by_name["geo"]["status"], by_name["geo"]["result_summary"]) == ("SKIPPED", "no database")
    assert stored["logs"] == ["looking closer"]
    assert {agent["agent_name"]: agent["logs"] for agent in stored["agents"]} == {"reader": ["112 attempts"]}


def test_an_executor_runs_the_investigation_of_another_user(
    server: LiveServer, client: WizardClient, investigation_id: str, results: Document
) -> None:
    token = token_of("executor-7", "wizard:run")

    with WizardClient(server.url, token) as executor_client, executor_client.executor(investigation_id) as run:
        run.log("begun")
        run.complete(results)

    assert client.get(investigation_id).status == "COMPLETED"
    assert {event["actor"] for event in events_of(client, investigation_id) if event["version"] > 1} == {"executor-7"}


def test_a_failed_tool_is_reported_and_the_run_continues(client: WizardClient, investigation_id: str) -> None:
    with client.executor(investigation_id) as run, run.phase("collection"):
        with suppress(ZeroDivisionError), run.tool("broken"):
            raise ZeroDivisionError("no lines")
        with run.tool("whole"):
            pass

    statuses = {tool["tool_name"]: tool["status"] for tool in progress(client, investigation_id)["tools_executed"]}
    assert statuses == {"broken": "ERROR", "whole": "COMPLETED"}
    (failed,) = event_data(client, investigation_id, "tool_execution_error")
    assert failed["error_message"] == "ZeroDivisionError: no lines"
    assert client.get(investigation_id).status == "IN_PROGRESS"


def test_lines_arrive_while_the_tool_still_runs(client: WizardClient, investigation_id: str) -> None:
    following = client.follow(
        investigation_id, cursor=client.poll(investigation_id)["cursor"], transports=["long_poll"]
    )

    with client.executor(investigation_id) as run, run.tool("slow"):
        run.log("seen before the end")
        line = next(event for event in following if event["event_type"] == "log_appended")

    assert line["data"]["lines"] == [{"message": "seen before the end"}]


def test_thousands_of_lines_are_sent_in_few_reports_in_order(client: WizardClient, investigation_id: str) -> None:
    before = client.get(investigation_id).version

    with client.executor(investigation_id) as run:
        for number in range(3000):
            run.log(f"line {number}")

    lines = [line["message"] for data in event_data(client, investigation_id, "log_appended") for line in data["lines"]]
    assert lines == [f"line {number}" for number in range(3000)]
    assert client.get(investigation_id).version - before < 100


def test_text_that_the_service_would_refuse_is_made_acceptable(client: WizardClient, investigation_id: str) -> None:
    with client.executor(investigation_id) as run:
        run.log("x" * 300_000)
        run.log("x" * 20_000)
        run.log("half a character: \ud83d")
        for _ in range(40):
            run.log("\u00fc" * 9_999)

    lines = [line["message"] for data in event_data(client, investigation_id, "log_appended") for line in data["lines"]]
    assert 180_000 < len(lines[0]) < 256 * 1024
    assert lines[0].lstrip("x") == "\u2026"
    assert lines[1] == "x" * 20_000
    assert lines[2] == "half a character: \\ud83d"
    assert lines[3:] == ["\u00fc" * 9_999] * 40


def test_results_are_stored_although_other_writers_change_the_state_meanwhile(
    client: WizardClient, investigation_id: str, results: Document
) -> None:
    versions = []

    def changes_of(state: Any) -> Document:
        versions.append(state.version)
        if len(versions) < 4:
            client.report(
                investigation_id, [{"event_type": "progress_updated", "data": {"percent_complete": len(versions)}}]
            )
        return {"results": results}

    client.update(investigation_id, changes_of)

    assert client.get(investigation_id).document["results"]["risk_score"]["risk_level"] == "high"
    assert versions == [1, 2, 3, 4]
