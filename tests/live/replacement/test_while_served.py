"""A service whose database is replaced, removed or cut off refuses it on every worker and changes nothing in it."""

import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.live import replaced_files as files
from tests.support.live.replaced_files import LINES
from tests.support.live.server import LiveServer
from tests.support.live.users import Person, serving

pytestmark = pytest.mark.live

Replace = Callable[[Path], None]
# The database itself stays as it is in these cases, so what its log contains can be saved.
LOG_LOST: list[Replace] = [files.delete_log, files.replace_log, files.delete_index]
REPLACED: list[Replace] = [
    files.overwrite,
    files.rename_over,
    files.move_away,
    Path.unlink,
    files.truncate,
    files.truncate_log,
    files.overwrite_log,
]


def report(person: Person, investigation_id: str) -> tuple[int, str]:
    body = {"event_type": "log_appended", "data": {"lines": [{"message": "never"}]}}
    return person.call("POST", f"/{investigation_id}/events", body).problem


def kill_one(server: LiveServer) -> None:
    (killed, *others) = server.workers()
    os.kill(killed, signal.SIGKILL)
    server.wait_until(
        lambda: killed not in server.workers() and len(server.workers()) == len(others) + 1, "a successor"
    )


def stored_lines(person: Person, investigation_id: str) -> list[str]:
    return [line.rpartition("line ")[2] for line in person.state(investigation_id)["progress"]["logs"]]


@pytest.mark.parametrize("replace", REPLACED, ids=lambda replace: replace.__name__)
def test_every_worker_refuses_a_replaced_database_and_none_writes_into_it(
    server: LiveServer, owner: Person, investigation_id: str, replace: Replace
) -> None:
    replace(server.database)
    foreign = files.digest(server.database)

    assert report(owner, investigation_id) == (503, "storage_unavailable")
    files.wait_for_readiness(server, 503)
    kill_one(server)
    files.wait_for_readiness(server, 503)
    assert report(owner, investigation_id) == (503, "storage_unavailable")
    server.signal(signal.SIGTERM)

    assert server.ended() == 0
    assert files.digest(server.database) == foreign


@pytest.mark.parametrize("lose", LOG_LOST, ids=lambda lose: lose.__name__)
def test_acknowledged_writes_in_a_log_that_was_removed_are_saved_and_the_service_refuses_until_it_is_restarted(
    server: LiveServer, owner: Person, investigation_id: str, lose: Replace
) -> None:
    cursor = owner.cursor(investigation_id)
    lose(server.database)

    files.wait_for_readiness(server, 503)
    assert report(owner, investigation_id) == (503, "storage_unavailable")
    server.wait_until(lambda: "content of the write-ahead log was saved" in server.log(), "the saved log")
    server.kill()
    Path(f"{server.database}-wal").unlink(missing_ok=True)
    server.start()

    assert len(owner.state(investigation_id)["progress"]["logs"]) == LINES
    assert owner.cursor(investigation_id) == cursor
    server.verify()


def test_reads_come_from_memory_while_the_database_is_gone_and_everything_works_when_it_is_back(
    server: LiveServer, owner: Person, investigation_id: str
) -> None:
    shown, cursor = owner.state(investigation_id), owner.cursor(investigation_id)
    files.move_away(server.database)
    files.wait_for_readiness(server, 503)
    kill_one(server)
    files.wait_for_readiness(server, 503)
    answers = [owner.call("GET", f"/{investigation_id}/state") for _ in range(20)]

    server.database.with_name("moved.db").rename(server.database)
    files.wait_for_readiness(server, 200)

    # A worker answers with the state that it has read, or with 503 when it has read none.
    assert {(answer.status, answer.headers["X-State-Source"]) for answer in answers} <= {(200, "memory"), (503, None)}
    assert owner.state(investigation_id) == shown
    owner.log(investigation_id, "later")
    assert owner.cursor(investigation_id).partition("-")[0] == cursor.partition("-")[0]
    assert "Traceback" not in server.log().partition("moved, deleted")[0]
    server.verify()


def test_a_service_whose_only_worker_was_killed_after_a_replacement_refuses_it_too(tmp_path: Path) -> None:
    with serving(tmp_path, workers=1, DB_CONNECTION_RETRY_ATTEMPTS="1") as server:
        files.older_copy(server.database)
        with closing(sqlite3.connect(server.database)) as connection:
            connection.execute("INSERT INTO meta (key, value) VALUES ('lost', 'row')")
            connection.commit()
        server.signal(signal.SIGSTOP)
        (worker,) = server.workers()
        os.kill(worker, signal.SIGKILL)
        files.overwrite(server.database)
        foreign = files.digest(server.database)
        server.signal(signal.SIGCONT)

        files.wait_for_readiness(server, 503)

    assert files.digest(server.database) == foreign


@pytest.mark.parametrize("suffix", [".lock", ".users", ".served"])
def test_a_sidecar_file_that_was_deleted_is_made_again_and_the_database_cannot_be_restored_meanwhile(
    server: LiveServer, owner: Person, investigation_id: str, suffix: str
) -> None:
    server.run("backup", "copy.db")
    sidecar = Path(f"{server.database}{suffix}")
    sidecar.unlink()

    assert "in use" in server.refused("restore", "copy.db")
    server.wait_until(sidecar.exists, "the sidecar file")
    for number in range(20):
        owner.log(investigation_id, f"line {LINES + number}")
    kill_one(server)
    files.wait_for_readiness(server, 200)

    assert "in use" in server.refused("restore", "copy.db")
    assert len(owner.state(investigation_id)["progress"]["logs"]) == LINES + 20
    server.verify()
