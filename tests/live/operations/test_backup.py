"""`backup` during writes to three workers, and the events that clients receive after `restore`."""

import threading

import pytest

from tests.support.live.server import TIMEOUT_S, LiveServer
from tests.support.live.users import BASE, Person, PersonFor, request

pytestmark = [pytest.mark.live, pytest.mark.sqlite, pytest.mark.own_server]


def test_a_backup_holds_every_write_acknowledged_before_it_began_and_restores(
    server: LiveServer, owner: Person, person_for: PersonFor
) -> None:
    investigation_id = owner.create()
    acknowledged: list[str] = []
    writers = [person_for(owner.user_id) for _ in range(4)]
    enough, finish = threading.Event(), threading.Event()

    def write(person: Person) -> None:
        while not finish.is_set():
            acknowledged.append(str(person.log(investigation_id, "a line")["id"]))
            if len(acknowledged) > 40:
                enough.set()

    threads = [threading.Thread(target=write, args=(person,)) for person in writers]
    for thread in threads:
        thread.start()
    assert enough.wait(TIMEOUT_S)
    before_backup = list(acknowledged)
    assert server.run_program("backup", "copy.db").returncode == 0
    written_meanwhile = len(acknowledged) > len(before_backup)
    finish.set()
    for thread in threads:
        thread.join()
    assert written_meanwhile
    later = owner.log(investigation_id, "after the backup")["id"]

    assert "in use" in server.refused("restore", "copy.db")
    server.kill()
    server.run("restore", "copy.db")
    server.start()

    assert "1 folded" in server.run("verify", "state")
    kept = polled_offsets(owner, investigation_id)
    assert kept >= {int(event_id.rpartition("-")[2]) for event_id in before_backup}
    assert int(later.rpartition("-")[2]) not in kept
    answer = owner.call("GET", f"/{investigation_id}/poll?after={later}")
    assert answer.problem == (410, "cursor_expired")
    stream = owner.stream(f"/{investigation_id}/stream", {"Last-Event-ID": later})
    assert stream.wait_for("state_sync")["data"]["sync_reason"] == "cursor_expired"
    server.verify()


def test_an_entity_tag_from_before_a_restore_matches_nothing(server: LiveServer, owner: Person) -> None:
    investigation_id = owner.create()
    server.run("backup", "early.db")
    tag = owner.call("GET", f"/{investigation_id}/state").headers["ETag"]
    server.kill()
    server.run("restore", "early.db")
    server.start()

    seen = owner.bearer | {"If-None-Match": tag}
    read = request(server, "GET", f"{BASE}/{investigation_id}/state", seen)
    written = owner.call("PATCH", f"/{investigation_id}/state", {"status": "CANCELLED"}, {"If-Match": tag})

    assert (read.status, written.problem) == (200, (412, "precondition_failed"))
    server.verify()


def polled_offsets(person: Person, investigation_id: str) -> set[int]:
    cursor, numbers = person.beginning(investigation_id), set()
    while True:
        page = person.call("GET", f"/{investigation_id}/poll?after={cursor}").document
        numbers |= {int(event["id"].rpartition("-")[2]) for event in page["events"]}
        if not page["events"]:
            return numbers
        cursor = page["cursor"]
