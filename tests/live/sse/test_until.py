"""`?events=` and `?until=completed` (contract section 7)."""

from typing import Any

import pytest

from tests.support.live.users import Person

pytestmark = pytest.mark.live


@pytest.fixture
def running(owner: Person, settings: dict[str, Any]) -> str:
    """Return the id of an investigation in PROGRESS."""
    return owner.create(settings=settings, wizard_step="PROGRESS")


def test_only_the_requested_types_arrive_in_replay_and_live(owner: Person, running: str) -> None:
    beginning = owner.beginning(running)
    wanted = [owner.log(running, "before")]
    owner.report(running, "agent_updated", agent_name="a", status="running")

    stream = owner.stream(f"/{running}/stream?events=log_appended,heartbeat,phase_changed&after={beginning}")
    stream.wait_for("log_appended")
    wanted.append(owner.report(running, "phase_changed", to_phase="EXECUTION"))
    owner.report(running, "progress_updated", percent_complete=10)
    wanted.append(owner.log(running, "after"))
    stream.wait_for("log_appended", 2)

    assert stream.stored == wanted


@pytest.mark.parametrize("path", ["/{}/stream", "/stream"])
def test_an_unknown_type_is_a_validation_error(owner: Person, running: str, path: str) -> None:
    stream = owner.stream(path.format(running) + "?events=log_appended,no_such_event")

    assert (stream.status, stream.problem["code"]) == (422, "validation_error")
    assert [error["field"] for error in stream.problem["errors"]] == ["events"]


@pytest.mark.parametrize("query", ["until=later", "colour=blue"])
def test_an_unknown_parameter_or_value_is_a_validation_error(owner: Person, running: str, query: str) -> None:
    stream = owner.stream(f"/{running}/stream?{query}")

    assert (stream.status, stream.problem["code"]) == (422, "validation_error")


@pytest.mark.parametrize("status", ["COMPLETED", "CANCELLED"])
def test_until_completed_delivers_everything_up_to_the_final_event_and_ends(
    owner: Person, running: str, status: str
) -> None:
    beginning = owner.beginning(running)
    stream = owner.stream(f"/{running}/stream?until=completed&after={beginning}")

    for number in range(10):
        owner.log(running, str(number))
    owner.change(running, status=status)
    stream.wait_end()

    assert stream.clean
    assert stream.stored == owner.call("GET", f"/{running}/poll?after={beginning}").document["events"]
    assert stream.of("status_changed")[0]["data"]["final"] is True


def test_an_error_is_not_final(owner: Person, running: str) -> None:
    stream = owner.stream(f"/{running}/stream?until=completed")
    stream.wait_for("state_sync")

    owner.report(running, "error_occurred", error_message="tool crashed", error_type="execution_error")
    stream.wait_for("status_changed")
    owner.change(running, status="IN_PROGRESS")
    stream.wait_for("status_changed", 2)
    event = owner.log(running, "on again")

    assert stream.wait_for("log_appended") == event
    assert not stream.ended


def test_a_stream_until_completed_is_not_reopened_after_its_end(owner: Person, running: str) -> None:
    stream = owner.stream(f"/{running}/stream?until=completed")
    stream.wait_for("state_sync")
    owner.change(running, status="COMPLETED")
    stream.wait_end()

    again = owner.call("GET", f"/{running}/stream?until=completed", headers={"Last-Event-ID": stream.last_event_id})

    assert (again.status, again.body) == (204, b"")


def test_a_filtered_stream_until_completed_is_not_reopened_after_its_end(owner: Person, running: str) -> None:
    path = f"/{running}/stream?until=completed&events=log_appended"
    stream = owner.stream(path)
    stream.wait_for("state_sync")
    event = owner.log(running, "the last that this stream wants")
    owner.change(running, status="COMPLETED")
    stream.wait_end()
    assert stream.stored == [event]

    again = owner.call("GET", path, headers={"Last-Event-ID": stream.last_event_id})

    assert (again.status, again.body) == (204, b"")


def test_connecting_to_a_completed_investigation_delivers_its_state_and_ends(owner: Person, running: str) -> None:
    owner.change(running, status="COMPLETED")

    stream = owner.stream(f"/{running}/stream?until=completed")
    stream.wait_end()

    assert stream.clean
    assert stream.of("state_sync")[0]["data"]["state"]["status"] == "COMPLETED"
    again = owner.call("GET", f"/{running}/stream?until=completed", headers={"Last-Event-ID": stream.last_event_id})
    assert again.status == 204


def test_connecting_late_with_an_old_cursor_delivers_all_missed_events_and_ends(owner: Person, running: str) -> None:
    beginning = owner.beginning(running)
    for number in range(10):
        owner.log(running, str(number))
    owner.change(running, status="COMPLETED")

    stream = owner.stream(f"/{running}/stream?until=completed", {"Last-Event-ID": beginning})
    stream.wait_end()

    assert stream.clean
    assert stream.stored == owner.call("GET", f"/{running}/poll?after={beginning}").document["events"]


def test_a_cursor_from_the_future_is_never_answered_with_silence(owner: Person, running: str) -> None:
    owner.change(running, status="COMPLETED")
    future = owner.cursor(running).rpartition("-")[0] + "-999999"

    stream = owner.stream(f"/{running}/stream?until=completed", {"Last-Event-ID": future})
    stream.wait_end()

    assert stream.status == 200
    assert stream.of("state_sync")[0]["data"]["sync_reason"] == "cursor_expired"
