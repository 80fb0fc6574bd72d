"""An executor's run as context managers: what the service has stored of it afterwards."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from live_people import Document, serving, token_of
from live_server import PATIENCE_S, LiveServer

from wizard_service.client import Executor, InvalidTransition, ServiceUnavailable, Stopped, WizardClient

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("executor")) as running:
        yield running


@pytest.fixture
def mine(client: WizardClient, settings: Document) -> str:
    return client.create(investigation_id=f"run-{uuid.uuid4()}", settings=settings).investigation_id


def events_of(client: WizardClient, investigation_id: str) -> list[Document]:
    epoch = client.get(investigation_id).etag.strip('"').split(".")[0]
    events: list[Document] = client.poll(investigation_id, cursor=f"{epoch}-0")["events"]
    return events


def told(client: WizardClient, investigation_id: str, *event_types: str) -> list[Document]:
    return [event["data"] for event in events_of(client, investigation_id) if event["event_type"] in event_types]


def progress(client: WizardClient, investigation_id: str) -> Document:
    found: Document = client.get(investigation_id).document["progress"]
    return found


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


def test_exception_that_ends_the_run_ends_the_investigation_with_error(client: WizardClient, mine: str) -> None:
    with pytest.raises(KeyError), client.executor(mine) as run, run.phase("collection"), run.tool("broken"):  # noqa: PT012
        run.log("before the end")
        raise KeyError("gone")

    assert client.get(mine).status == "ERROR"
    (error,) = told(client, mine, "error_occurred")
    assert (error["error_message"], error["recoverable"]) == ("KeyError: 'gone'", False)
    assert progress(client, mine)["logs"] == ["before the end"]


def test_interrupted_run_is_no_error_and_loses_no_line(client: WizardClient, mine: str) -> None:
    with pytest.raises(KeyboardInterrupt), client.executor(mine) as run:  # noqa: PT012
        run.log("last words")
        raise KeyboardInterrupt

    assert client.get(mine).status == "IN_PROGRESS"
    assert progress(client, mine)["logs"] == ["last words"]


def test_next_run_repeats_nothing_that_was_completed(client: WizardClient, mine: str) -> None:
    def work(run: Executor, *, is_interrupted: bool) -> None:
        with run.phase("collection"), run.tool("first"):
            pass
        with run.phase("analysis"), run.tool("second"):
            if is_interrupted:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), client.executor(mine) as run:
        work(run, is_interrupted=True)
    with client.executor(mine) as run:
        assert run.completed_tools == {"first"}
        work(run, is_interrupted=False)

    started = [each["tool_name"] for each in told(client, mine, "tool_execution_started")]
    assert started == ["first", "second", "second"]
    assert [each["to_phase"] for each in told(client, mine, "phase_changed")] == ["collection", "analysis"]


def test_run_after_an_error_begins_the_failed_phase_again(client: WizardClient, mine: str) -> None:
    with suppress(ValueError), client.executor(mine) as run, run.phase("collection"):
        raise ValueError
    with client.executor(mine) as run, run.phase("collection"):
        pass

    assert client.get(mine).status == "IN_PROGRESS"
    (phase,) = progress(client, mine)["phases"]
    assert phase["status"] == "running"


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


def test_cancelled_investigation_stops_the_run(client: WizardClient, mine: str) -> None:
    with pytest.raises(Stopped), client.executor(mine) as run:  # noqa: PT012
        run.log("begun")
        run.flush()
        client.update(mine, lambda _: {"status": "CANCELLED"})
        run.log("too late")
        run.flush()

    assert client.get(mine).status == "CANCELLED"
    assert told(client, mine, "error_occurred") == []


def test_deleted_investigation_stops_the_run(client: WizardClient, mine: str) -> None:
    with pytest.raises(Stopped, match="deleted"), client.executor(mine) as run:  # noqa: PT012
        client.delete(mine, etag="*")
        run.log("too late")


def test_investigation_that_cannot_start_says_why(client: WizardClient) -> None:
    empty = client.create().investigation_id

    with pytest.raises(InvalidTransition, match="without settings"), client.executor(empty):
        raise AssertionError("never entered")


def test_phases_do_not_nest(client: WizardClient, mine: str) -> None:
    with (
        pytest.raises(RuntimeError, match="inside"),
        client.executor(mine) as run,
        run.phase("outer"),
        run.phase("inner"),
    ):
        pass


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


def test_run_outlives_a_killed_server_and_tells_everything_once(
    server: LiveServer, client: WizardClient, mine: str
) -> None:
    killed = threading.Event()

    def restart() -> None:
        server.kill()
        killed.set()
        server.start()

    with client.executor(mine) as run:
        run.log("line 0")
        run.flush()
        somebody = threading.Thread(target=restart)
        somebody.start()
        assert killed.wait(PATIENCE_S)
        for number in range(1, 200):
            run.log(f"line {number}")
    somebody.join()

    assert progress(client, mine)["logs"] == [f"line {number}" for number in range(200)]


def test_report_that_did_not_get_through_is_sent_again_under_its_key(
    server: LiveServer, token: str, client: WizardClient, mine: str
) -> None:
    with WizardClient(server.url, token, attempts=1) as impatient, impatient.executor(mine) as run:
        run.log("line 0")
        run.flush()
        server.kill()
        run.log("line 1")
        with pytest.raises(ServiceUnavailable):
            run.flush()
        server.start()
        run.log("line 2")

    assert progress(client, mine)["logs"] == ["line 0", "line 1", "line 2"]
