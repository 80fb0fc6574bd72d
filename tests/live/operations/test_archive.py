"""Archiving on a running server: every watcher receives the event, and all clients see the same version."""

import threading
from typing import Any

import pytest

from tests.support.live.users import Answer, Person

pytestmark = pytest.mark.live


def test_watchers_of_an_investigation_and_of_everything_receive_it(owner: Person, settings: dict[str, Any]) -> None:
    investigation_id = owner.create(settings=settings)
    streams = [owner.stream(f"/{investigation_id}/stream"), owner.stream("/stream")]
    sockets = [owner.socket(investigation_id), owner.socket_for_everything()]
    for stream in streams:
        stream.wait_for("state_sync")
    for socket in sockets:
        socket.wait_for_event("state_sync")
    cursor = owner.cursor(investigation_id)

    for action, event_type in (("archive", "investigation_archived"), ("restore", "investigation_restored")):
        answer = owner.call("POST", f"/history/{investigation_id}/{action}")
        (event,) = owner.call("GET", f"/{investigation_id}/poll?wait=30&after={cursor}").document["events"]
        cursor = event["id"]
        assert (event["event_type"], event["version"]) == (event_type, answer.document["version"])
        assert [stream.wait_for(event_type) for stream in streams] == [event, event]
        assert [socket.wait_for_event(event_type) for socket in sockets] == [event, event]


def test_one_of_many_concurrent_archive_requests_archives_and_all_get_the_same_answer(
    owner: Person, settings: dict[str, Any]
) -> None:
    investigation_id = owner.create(settings=settings)
    answers: list[Answer] = []

    def archive() -> None:
        answers.append(owner.call("POST", f"/history/{investigation_id}/archive"))

    threads = [threading.Thread(target=archive) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert owner.state(investigation_id)["version"] == 2
