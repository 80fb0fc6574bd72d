"""Recovery and audit over several workers (contract sections 3 and 9)."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from live_people import Person, PersonFor, serving
from live_server import LiveServer

pytestmark = pytest.mark.live
pytest_plugins = ("live_fixtures",)

AUDIT = "investigation_audit_log"
GUARD = "audit_log_is_never_changed"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    """Return a server of its own: these tests tamper with its database."""
    with serving(tmp_path) as running:
        yield running


@pytest.fixture
def mine(owner: Person, settings: dict[str, Any]) -> str:
    return owner.create(settings=settings, wizard_step="PROGRESS")


def verify(server: LiveServer, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "wizard_service", "verify", "audit", *arguments]
    return subprocess.run(
        command, cwd=server.folder, env=server.environment, capture_output=True, text=True, check=False
    )


def change_one_byte(database: Path, entry_id: str) -> None:
    """Change the actor of an entry, as somebody does who may write the file, and leave the guard as it was."""
    with closing(sqlite3.connect(database, timeout=30)) as connection, connection:
        (guard,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (GUARD,)).fetchone()
        connection.execute(f"DROP TRIGGER {GUARD}")
        connection.execute(f"UPDATE {AUDIT} SET actor = 'X' || substr(actor, 2) WHERE entry_id = ?", (entry_id,))
        connection.execute(guard)


def test_one_changed_byte_is_named_by_the_endpoint_of_every_worker_and_by_the_command(
    server: LiveServer, owner: Person, mine: str
) -> None:
    other = owner.create()
    for number in range(50):
        owner.report(mine, "progress_updated", percent_complete=number)
    assert owner.call("GET", f"/{mine}/audit/verify").document == {"valid": True, "entries": 51}
    assert verify(server).stdout == "2 chains, 52 entries, 0 not valid\n"
    items = owner.call("GET", f"/{mine}/audit?limit=100").document["items"]
    tampered = items[20]["entry_id"]

    change_one_byte(server.database, tampered)

    for _ in range(9):
        told = owner.call("GET", f"/{mine}/audit/verify").document
        assert (told["valid"], told["entries"], told["first_invalid"]) == (False, 51, tampered)
    for arguments in ((), ("--investigation", mine)):
        checked = verify(server, *arguments)
        assert checked.returncode == 1
        assert f"{mine}: entry {tampered}: " in checked.stderr
    assert verify(server, "--investigation", other).returncode == 0


def test_chains_hold_while_they_are_written_and_checked_by_all_workers(
    server: LiveServer, owner: Person, mine: str
) -> None:
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            owner.report(mine, "progress_updated", percent_complete=1)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    try:
        verdicts = [owner.call("GET", f"/{mine}/audit/verify").document for _ in range(20)]
        checked = [verify(server) for _ in range(2)]
    finally:
        done.set()
        for writer in writers:
            writer.join()

    assert all(each["valid"] for each in verdicts), verdicts
    assert [each.returncode for each in checked] == [0, 0], checked
    assert verdicts[0]["entries"] < verdicts[-1]["entries"]


def test_retry_navigation_and_restore_are_one_feed_for_all_workers(
    owner: Person, person_for: PersonFor, mine: str
) -> None:
    editor = person_for()
    owner.share(mine, editor, "editor")
    stream = owner.stream(f"/{mine}/stream")
    stream.wait_for("state_sync")

    owner.report(mine, "error_occurred", error_message="m")
    assert owner.call("POST", f"/{mine}/retry").document["status"] == "IN_PROGRESS"
    assert editor.call("POST", f"/{mine}/navigation", {"step": "SETTINGS"}).status == 200
    assert editor.call("POST", f"/{mine}/restore", {"version": 4}, {"If-Match": "*"}).status == 200
    stream.wait_for("concurrent_access")

    assert owner.state(mine)["wizard_step"] == "PROGRESS"
    navigation = owner.call("GET", f"/{mine}/checkpoint").document["navigation"]
    assert navigation == {"entries": ["PROGRESS", "SETTINGS", "PROGRESS"], "position": 2}
    assert owner.call("GET", f"/{mine}/audit/verify").document["valid"] is True


def test_refusals_on_every_worker_are_noted(
    server: LiveServer, owner: Person, person_for: PersonFor, mine: str
) -> None:
    viewer = person_for()
    owner.share(mine, viewer, "viewer")
    socket = viewer.socket(mine)
    for _ in range(20):
        assert viewer.call("POST", f"/{mine}/cancel").status == 403
    answer = socket.answer_to(type="update", message_id="m1", version=1, changes={"status": "CANCELLED"})
    assert answer["code"] == "forbidden"

    def noted() -> list[Any]:
        items: list[Any] = owner.call("GET", f"/{mine}/audit/refused?limit=100").document["items"]
        return items

    server.wait_until(lambda: len(noted()) == 21, "the refused attempts")
    assert {(each["actor"], each["code"], each["source"]) for each in noted()} == {
        (viewer.user_id, "forbidden", "USER"),
        (viewer.user_id, "forbidden", "WEBSOCKET"),
    }
