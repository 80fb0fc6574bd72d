"""User story 2: an investigation is left, and found again at exactly the same point."""

import orjson
import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import Person, PersonFor
from tests.support.live.wizard_story import FOUND, begun, checkpoint, complete, half_done, poll, stored

pytestmark = pytest.mark.live


@pytest.fixture
def executor(person_for: PersonFor) -> Person:
    return person_for(None, "wizard:run")


def test_us2_1_progress_at_45_percent_is_in_the_file_when_the_browser_closes(server: LiveServer, owner: Person) -> None:
    investigation_id = half_done(owner)
    stream, socket = owner.stream(f"/{investigation_id}/stream"), owner.socket(investigation_id)
    stream.wait_for("state_sync")

    stream.close()
    socket.close()

    row = stored(server, investigation_id)
    progress = orjson.loads(row["progress_json"])
    assert (row["status"], row["wizard_step"], progress["overall_progress"]) == ("IN_PROGRESS", "PROGRESS", 45)
    assert progress["current_phase"] == "analysis"
    assert [(phase["phase_name"], phase["status"]) for phase in progress["phases"]] == [
        ("collection", "completed"),
        ("analysis", "running"),
    ]
    agents = [(agent["agent_name"], agent["status"], agent["progress"]) for agent in progress["agents"]]
    assert agents == [("network", "running", 60)]
    assert progress["logs"] == ["read 2,000 lines", "found 6 failed passwords"]


def test_us2_2_a_returning_user_sees_the_last_state_and_the_events_since(
    owner: Person, executor: Person, person_for: PersonFor
) -> None:
    """There is no status for "paused": an investigation without watchers continues (contract section 3)."""
    investigation_id = half_done(owner)
    left, cursor = owner.state(investigation_id), owner.cursor(investigation_id)
    same_person = person_for(owner.user_id)

    assert same_person.state(investigation_id) == left
    assert checkpoint(same_person, investigation_id)["resume_step"] == "PROGRESS"

    missed = executor.log(investigation_id, "without a watcher")
    stream = same_person.stream(f"/{investigation_id}/stream", {"Last-Event-ID": cursor})
    later = executor.log(investigation_id, "with a watcher")
    stream.wait_for("log_appended", 2)
    assert stream.stored == [missed, later]
    assert same_person.state(investigation_id)["progress"]["logs"] == [
        *left["progress"]["logs"],
        "without a watcher",
        "with a watcher",
    ]


def test_us2_3_an_investigation_completed_in_the_meantime_opens_at_its_results(owner: Person, executor: Person) -> None:
    investigation_id = half_done(owner)
    cursor = owner.cursor(investigation_id)

    complete(executor, investigation_id)

    resume = checkpoint(owner, investigation_id)
    assert (resume["status"], resume["resume_step"], "view_results" in resume["actions"]) == (
        "COMPLETED",
        "RESULTS",
        True,
    )
    assert owner.state(investigation_id)["results"] == FOUND
    (final,) = [
        event for event in poll(owner, investigation_id, cursor)["events"] if event["event_type"] == "status_changed"
    ]
    assert final["data"] == {"from_status": "IN_PROGRESS", "to_status": "COMPLETED", "final": True}


def test_us2_4_an_error_is_shown_with_its_reason_and_can_be_retried_or_cancelled(
    owner: Person, executor: Person
) -> None:
    investigation_id = half_done(owner)
    failure = {"error_message": "the log is gone", "error_type": "execution_error", "recovery_action": "Mount it."}
    executor.report(investigation_id, "error_occurred", **failure)

    resume = checkpoint(owner, investigation_id)
    assert (resume["status"], resume["resume_step"]) == ("ERROR", "PROGRESS")
    assert resume["actions"] == ["retry", "cancel", "archive", "start_fresh"]
    progress = owner.state(investigation_id)["progress"]
    assert progress["overall_progress"] == 45
    assert failure.items() <= progress["error"].items()

    retried = owner.call("POST", f"/{investigation_id}/retry")
    assert (retried.status, retried.document["status"]) == (200, "IN_PROGRESS")
    executor.report(investigation_id, "error_occurred", **failure)
    cancelled = owner.call("POST", f"/{investigation_id}/cancel")
    assert (cancelled.status, cancelled.document["status"]) == (200, "CANCELLED")
    assert failure.items() <= cancelled.document["progress"]["error"].items()
    assert checkpoint(owner, investigation_id)["actions"] == ["archive", "start_fresh"]


def test_us2_5_lists_show_status_and_last_change_of_every_investigation(owner: Person, executor: Person) -> None:
    """An investigation that the story calls paused is IN_PROGRESS, in the step it was left in (contract section 3)."""
    left, running, done, failed = owner.create(), half_done(owner), begun(owner), begun(owner)
    complete(executor, done)
    executor.report(failed, "error_occurred", error_message="no")
    states = {investigation_id: owner.state(investigation_id) for investigation_id in (left, running, done, failed)}
    expected = {
        investigation_id: (state["status"], state["wizard_step"], state["updated_at"])
        for investigation_id, state in states.items()
    }
    assert [expected[investigation_id][0] for investigation_id in (left, running, done, failed)] == [
        "IN_PROGRESS",
        "IN_PROGRESS",
        "COMPLETED",
        "ERROR",
    ]

    for path, name in (("/history", "items"), ("/active", "investigations")):
        shown = owner.call("GET", path).document[name]
        assert {
            item["investigation_id"]: (item["status"], item["wizard_step"], item["updated_at"]) for item in shown
        } == expected
