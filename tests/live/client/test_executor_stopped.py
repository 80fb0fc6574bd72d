"""An executor's run that is interrupted, cancelled or refused."""

from contextlib import suppress

import pytest

from tests.support.live.executor_results import event_data, progress
from wizard_service.client import Executor, InvalidTransition, Stopped, WizardClient

pytestmark = pytest.mark.live


def test_exception_that_ends_the_run_ends_the_investigation_with_error(
    client: WizardClient, investigation_id: str
) -> None:
    with pytest.raises(KeyError), client.executor(investigation_id) as run, run.phase("collection"), run.tool("broken"):  # noqa: PT012
        run.log("before the end")
        raise KeyError("gone")

    assert client.get(investigation_id).status == "ERROR"
    (error,) = event_data(client, investigation_id, "error_occurred")
    assert (error["error_message"], error["recoverable"]) == ("KeyError: 'gone'", False)
    assert progress(client, investigation_id)["logs"] == ["before the end"]


def test_an_interrupted_run_stays_in_progress_and_keeps_its_log(client: WizardClient, investigation_id: str) -> None:
    with pytest.raises(KeyboardInterrupt), client.executor(investigation_id) as run:  # noqa: PT012
        run.log("last words")
        raise KeyboardInterrupt

    assert client.get(investigation_id).status == "IN_PROGRESS"
    assert progress(client, investigation_id)["logs"] == ["last words"]


def test_next_run_repeats_nothing_that_was_completed(client: WizardClient, investigation_id: str) -> None:
    def work(run: Executor, *, is_interrupted: bool) -> None:
        with run.phase("collection"), run.tool("first"):
            pass
        with run.phase("analysis"), run.tool("second"):
            if is_interrupted:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), client.executor(investigation_id) as run:
        work(run, is_interrupted=True)
    with client.executor(investigation_id) as run:
        assert run.completed_tools == {"first"}
        work(run, is_interrupted=False)

    started = [data["tool_name"] for data in event_data(client, investigation_id, "tool_execution_started")]
    assert started == ["first", "second", "second"]
    assert [data["to_phase"] for data in event_data(client, investigation_id, "phase_changed")] == [
        "collection",
        "analysis",
    ]


def test_a_run_after_an_error_starts_the_failed_phase_again(client: WizardClient, investigation_id: str) -> None:
    with suppress(ValueError), client.executor(investigation_id) as run, run.phase("collection"):
        raise ValueError
    with client.executor(investigation_id) as run, run.phase("collection"):
        pass

    assert client.get(investigation_id).status == "IN_PROGRESS"
    (phase,) = progress(client, investigation_id)["phases"]
    assert phase["status"] == "running"


def test_cancelled_investigation_stops_the_run(client: WizardClient, investigation_id: str) -> None:
    with pytest.raises(Stopped), client.executor(investigation_id) as run:  # noqa: PT012
        run.log("begun")
        run.flush()
        client.update(investigation_id, lambda _: {"status": "CANCELLED"})
        run.log("too late")
        run.flush()

    assert client.get(investigation_id).status == "CANCELLED"
    assert event_data(client, investigation_id, "error_occurred") == []


def test_deleted_investigation_stops_the_run(client: WizardClient, investigation_id: str) -> None:
    with pytest.raises(Stopped, match="deleted"), client.executor(investigation_id) as run:  # noqa: PT012
        client.delete(investigation_id, etag="*")
        run.log("too late")


def test_an_investigation_that_cannot_start_raises_the_reason(client: WizardClient) -> None:
    empty = client.create().investigation_id

    with pytest.raises(InvalidTransition, match="without settings"), client.executor(empty):
        raise AssertionError("never entered")


def test_phases_do_not_nest(client: WizardClient, investigation_id: str) -> None:
    with (
        pytest.raises(RuntimeError, match="inside"),
        client.executor(investigation_id) as run,
        run.phase("outer"),
        run.phase("inner"),
    ):
        pass
