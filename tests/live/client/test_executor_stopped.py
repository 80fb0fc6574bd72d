"""An executor's run that is interrupted, cancelled or refused."""

from contextlib import suppress

import pytest

from tests.support.live.executor_results import event_data, progress
from wizard_service.client import Executor, InvalidTransition, Stopped, WizardClient

pytestmark = pytest.mark.live


def test_exception_that_ends_the_run_ends_the_investigation_with_error(client: WizardClient, mine: str) -> None:
    with pytest.raises(KeyError), client.executor(mine) as run, run.phase("collection"), run.tool("broken"):  # noqa: PT012
        run.log("before the end")
        raise KeyError("gone")

    assert client.get(mine).status == "ERROR"
    (error,) = event_data(client, mine, "error_occurred")
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

    started = [data["tool_name"] for data in event_data(client, mine, "tool_execution_started")]
    assert started == ["first", "second", "second"]
    assert [data["to_phase"] for data in event_data(client, mine, "phase_changed")] == ["collection", "analysis"]


def test_a_run_after_an_error_starts_the_failed_phase_again(client: WizardClient, mine: str) -> None:
    with suppress(ValueError), client.executor(mine) as run, run.phase("collection"):
        raise ValueError
    with client.executor(mine) as run, run.phase("collection"):
        pass

    assert client.get(mine).status == "IN_PROGRESS"
    (phase,) = progress(client, mine)["phases"]
    assert phase["status"] == "running"


def test_cancelled_investigation_stops_the_run(client: WizardClient, mine: str) -> None:
    with pytest.raises(Stopped), client.executor(mine) as run:  # noqa: PT012
        run.log("begun")
        run.flush()
        client.update(mine, lambda _: {"status": "CANCELLED"})
        run.log("too late")
        run.flush()

    assert client.get(mine).status == "CANCELLED"
    assert event_data(client, mine, "error_occurred") == []


def test_deleted_investigation_stops_the_run(client: WizardClient, mine: str) -> None:
    with pytest.raises(Stopped, match="deleted"), client.executor(mine) as run:  # noqa: PT012
        client.delete(mine, etag="*")
        run.log("too late")


def test_an_investigation_that_cannot_start_raises_the_reason(client: WizardClient) -> None:
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
