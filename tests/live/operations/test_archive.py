"""Archiving on a running server: watchers on every transport are told, and everybody sees one version of it."""

import threading
from typing import Any

import pytest

from tests.support.live.users import Answer, Person

pytestmark = pytest.mark.live


def test_watchers_of_an_investigation_and_of_everything_hear_of_it(owner: Person, settings: dict[str, Any]) -> None:
    mine = owner.create(settings=settings)
    streams = [owner.stream(f"/{mine}/stream"), owner.stream("/stream")]
    sockets = [owner.socket(mine), owner.socket_for_everything()]
    for stream in streams:
        stream.wait_for("state_sync")
    for socket in sockets:
        socket.wait_for_event("state_sync")
    cursor = owner.cursor(mine)

    for action, told in (("archive", "investigation_archived"), ("restore", "investigation_restored")):
        answer = owner.call("POST", f"/history/{mine}/{action}")
        (event,) = owner.call("GET", f"/{mine}/poll?wait=30&after={cursor}").document["events"]
        cursor = event["id"]
        assert (event["event_type"], event["version"]) == (told, answer.document["version"])
        assert [stream.wait_for(told) for stream in streams] == [event, event]
        assert [socket.wait_for_event(told) for socket in sockets] == [event, event]


def test_of_many_who_archive_at_once_one_does_and_all_are_told_the_same(
    owner: Person, settings: dict[str, Any]
) -> None:
    mine = owner.create(settings=settings)
    answers: list[Answer] = []

    def archive() -> None:
        answers.append(owner.call("POST", f"/history/{mine}/archive"))

    threads = [threading.Thread(target=archive) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert owner.state(mine)["version"] == 2
