"""Recovery and audit over several workers (contract sections 3 and 9)."""

import threading
from typing import Any

import pytest

from tests.support.live.server import LiveServer
from tests.support.live.users import Person, PersonFor

pytestmark = pytest.mark.live


@pytest.fixture
def investigation_id(owner: Person, settings: dict[str, Any]) -> str:
    return owner.create(settings=settings, wizard_step="PROGRESS")


def test_chains_hold_while_they_are_written_and_checked_by_all_workers(
    server: LiveServer, owner: Person, investigation_id: str
) -> None:
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            owner.report(investigation_id, "progress_updated", percent_complete=1)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    try:
        verdicts = [owner.call("GET", f"/{investigation_id}/audit/verify").document for _ in range(20)]
        checked = [server.attempt("verify", "audit") for _ in range(2)]
        verdicts.append(owner.call("GET", f"/{investigation_id}/audit/verify").document)
    finally:
        done.set()
        for writer in writers:
            writer.join()

    assert all(verdict["valid"] for verdict in verdicts), verdicts
    assert [command.exit_code for command in checked] == [0, 0], checked
    assert verdicts[0]["entries"] < verdicts[-1]["entries"]


def test_retry_navigation_and_restore_are_one_feed_for_all_workers(
    owner: Person, person_for: PersonFor, investigation_id: str
) -> None:
    editor = person_for()
    owner.share(investigation_id, editor, "editor")
    stream = owner.stream(f"/{investigation_id}/stream")
    stream.wait_for("state_sync")

    owner.report(investigation_id, "error_occurred", error_message="m")
    assert owner.call("POST", f"/{investigation_id}/retry").document["status"] == "IN_PROGRESS"
    assert editor.call("POST", f"/{investigation_id}/navigation", {"step": "SETTINGS"}).status == 200
    assert editor.call("POST", f"/{investigation_id}/restore", {"version": 4}, {"If-Match": "*"}).status == 200
    stream.wait_for("concurrent_access")

    assert owner.state(investigation_id)["wizard_step"] == "PROGRESS"
    navigation = owner.call("GET", f"/{investigation_id}/checkpoint").document["navigation"]
    assert navigation == {"entries": ["PROGRESS", "SETTINGS", "PROGRESS"], "position": 2}
    assert owner.call("GET", f"/{investigation_id}/audit/verify").document["valid"] is True


def test_denied_attempts_on_every_worker_are_recorded(
    server: LiveServer, owner: Person, person_for: PersonFor, investigation_id: str
) -> None:
    viewer = person_for()
    owner.share(investigation_id, viewer, "viewer")
    socket = viewer.socket(investigation_id)
    for _ in range(20):
        assert viewer.call("POST", f"/{investigation_id}/cancel").status == 403
    answer = socket.answer_to(type="update", message_id="m1", version=1, changes={"status": "CANCELLED"})
    assert answer["code"] == "forbidden"

    def noted() -> list[Any]:
        items: list[Any] = owner.call("GET", f"/{investigation_id}/audit/refused?limit=100").document["items"]
        return items

    server.wait_until(lambda: len(noted()) == 21, "the refused attempts")
    assert {(attempt["actor"], attempt["code"], attempt["source"]) for attempt in noted()} == {
        (viewer.user_id, "forbidden", "USER"),
        (viewer.user_id, "forbidden", "WEBSOCKET"),
    }
