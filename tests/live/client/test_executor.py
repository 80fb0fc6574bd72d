"""An executor's run as context managers: what the service has stored of it afterwards."""

from contextlib import suppress
from typing import Any

import pytest

from tests.support.live.executor_results import events_of, progress, told
from tests.support.live.server import LiveServer
from tests.support.live.users import Document, token_of
from wizard_service.client import WizardClient

pytestmark = pytest.mark.live


def test_run_leaves_phases_tools_logs_and_results_in_the_state(
    client: WizardClient, mine: str, results: Document
) -> None:
    with client.executor(mine) as run:
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
    shown = progress(client, mine)
    assert [(each["phase_name"], each["status"]) for each in shown["phases"]] == [
        ("collection", "completed"),
        ("analysis", "completed"),
    ]
    by_name = {each["tool_name"]: each for each in shown["tools_executed"]}
    assert by_name["failed_logins"]["status"] == "COMPLETED"
    assert (by_name["failed_logins"]["result_summary"], by_name["failed_logins"]["findings_count"]) == (
        "one address",
        1,
    )
    assert (by_name["geo"]["status"], by_name["geo"]["result_summary"]) == ("SKIPPED", "no database")
    assert shown["logs"] == ["looking closer"]
    assert {agent["agent_name"]: agent["logs"] for agent in shown["agents"]} == {"reader": ["112 attempts"]}


def test_executor_runs_what_belongs_to_somebody_else(
    server: LiveServer, client: WizardClient, mine: str, results: Document
) -> None:
    token = token_of("executor-7", "wizard:run")

    with WizardClient(server.url, token) as executors, executors.executor(mine) as run:
        run.log("begun")
        run.complete(results)

    assert client.get(mine).status == "COMPLETED"
    assert {event["actor"] for event in events_of(client, mine) if event["version"] > 1} == {"executor-7"}


def test_failed_tool_is_told_and_the_run_may_go_on(client: WizardClient, mine: str) -> None:
    with client.executor(mine) as run, run.phase("collection"):
        with suppress(ZeroDivisionError), run.tool("broken"):
            raise ZeroDivisionError("no lines")
        with run.tool("whole"):
            pass

    statuses = {each["tool_name"]: each["status"] for each in progress(client, mine)["tools_executed"]}
    assert statuses == {"broken": "ERROR", "whole": "COMPLETED"}
    (failed,) = told(client, mine, "tool_execution_error")
    assert failed["error_message"] == "ZeroDivisionError: no lines"
    assert client.get(mine).status == "IN_PROGRESS"


def test_lines_arrive_while_the_tool_is_still_busy(client: WizardClient, mine: str) -> None:
    following = client.follow(mine, cursor=client.poll(mine)["cursor"], transports=["long_poll"])

    with client.executor(mine) as run, run.tool("slow"):
        run.log("seen before the end")
        line = next(event for event in following if event["event_type"] == "log_appended")

    assert line["data"]["lines"] == [{"message": "seen before the end"}]


def test_thousands_of_lines_are_few_reports_in_order(client: WizardClient, mine: str) -> None:
    before = client.get(mine).version

    with client.executor(mine) as run:
        for number in range(3000):
            run.log(f"line {number}")

    lines = [line["message"] for each in told(client, mine, "log_appended") for line in each["lines"]]
    assert lines == [f"line {number}" for number in range(3000)]
    assert client.get(mine).version - before < 100


def test_text_that_the_service_would_refuse_is_made_sayable(client: WizardClient, mine: str) -> None:
    with client.executor(mine) as run:
        run.log("x" * 20_000)
        run.log("half a character: \ud83d")
        for _ in range(40):
            run.log("\u00fc" * 9_999)

    lines = [line["message"] for each in told(client, mine, "log_appended") for line in each["lines"]]
    assert lines[0] == "x" * 9_999 + "\u2026"
    assert lines[1] == "half a character: \\ud83d"
    assert lines[2:] == ["\u00fc" * 9_999] * 40


def test_results_are_stored_although_others_change_the_state_meanwhile(
    client: WizardClient, mine: str, results: Document
) -> None:
    rounds = []

    def changes_of(state: Any) -> Document:
        rounds.append(state.version)
        if len(rounds) < 4:
            client.report(mine, [{"event_type": "progress_updated", "data": {"percent_complete": len(rounds)}}])
        return {"results": results}

    client.update(mine, changes_of)

    assert client.get(mine).document["results"]["risk_score"]["risk_level"] == "high"
    assert rounds == [1, 2, 3, 4]
