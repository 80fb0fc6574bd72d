"""The edge cases of the user stories in which the database fails or is damaged."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.live.databases import writes_blocked
from tests.support.live.server import MANY_ATTEMPTS, LiveServer
from tests.support.live.users import Person, serving
from tests.support.live.wizard_story import half_done, poll
from wizard_service.client import WizardClient

pytestmark = pytest.mark.live

PAGE_BYTES = 4096


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Return a separate server that soon says so when it cannot store."""
    settings = {"WIZARD_WRITE_TIMEOUT_MS": "500", "DB_CONNECTION_RETRY_DELAY_MS": "100"}
    with serving(tmp_path_factory.mktemp("edge"), **settings) as running:
        yield running


def overwrite_page(database: Path, page: int) -> None:
    """Overwrite a page, counted from 1, with noise, while no process has the database open."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with database.open("r+b") as file:
        file.seek((page - 1) * PAGE_BYTES)
        file.write(os.urandom(PAGE_BYTES))


def first_page_of(database: Path, table: str) -> int:
    with closing(sqlite3.connect(database)) as connection:
        return int(connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0])


def test_edge_1_while_nothing_can_be_stored_users_are_warned_keep_reading_and_lose_nothing(
    server: LiveServer, owner: Person
) -> None:
    """A state that is only in memory is never reported as stored (contract section 3).

    The service answers 503 after its own attempts. The client keeps the change and sends it again under the same key,
    with growing pauses.
    """
    investigation_id = half_done(owner)
    cursor, shown = owner.cursor(investigation_id), owner.state(investigation_id)
    stream = owner.stream(f"/{investigation_id}/stream?after={cursor}")
    lines = [f"line {number}" for number in range(5)]

    def report() -> None:
        with WizardClient(
            server.url, owner.token, backoff_base_s=0.05, backoff_cap_s=0.5, attempts=MANY_ATTEMPTS
        ) as executor:
            for line in lines:
                executor.report(
                    investigation_id, [{"event_type": "log_appended", "data": {"lines": [{"message": line}]}}]
                )

    with writes_blocked(server.database_url):
        executor = threading.Thread(target=report)
        executor.start()
        stream.wait_for("persistence_degraded")
        refused = owner.call("POST", f"/{investigation_id}/cancel")
        assert owner.state(investigation_id) == shown
        assert poll(owner, investigation_id, cursor)["events"] == []
    executor.join()

    assert refused.problem == (503, "storage_unavailable")
    assert int(refused.headers["Retry-After"]) >= 1
    stream.wait_for("persistence_restored")
    stream.wait_for("log_appended", len(lines))
    assert [event["data"]["lines"][0]["message"] for event in stream.stored] == lines
    assert owner.state(investigation_id)["progress"]["logs"] == [*shown["progress"]["logs"], *lines]
    assert owner.state(investigation_id)["status"] == "IN_PROGRESS"


@pytest.mark.sqlite
def test_edge_3_a_damaged_database_is_noticed_rebuilt_and_never_taken_for_the_old_one(
    server: LiveServer, owner: Person
) -> None:
    investigation_id = half_done(owner)
    shown, cursor = owner.state(investigation_id), owner.cursor(investigation_id)
    server.kill()
    overwrite_page(server.database, first_page_of(server.database, "investigation_states"))

    checked = server.attempt("check")
    assert (checked.exit_code, "recover" in checked.stderr) == (1, True)
    server.run("recover")
    server.run("check")
    server.start()

    assert owner.state(investigation_id) == shown
    assert owner.call("GET", f"/{investigation_id}/poll?after={cursor}").problem == (410, "cursor_expired")
    state_sync = owner.stream(f"/{investigation_id}/stream", {"Last-Event-ID": cursor}).wait_for("state_sync")
    assert (state_sync["data"]["sync_reason"], state_sync["data"]["state"]) == ("cursor_expired", shown)
    later = owner.log(investigation_id, "goes on")
    assert poll(owner, investigation_id, state_sync["data"]["cursor"])["events"] == [later]
    server.verify()


@pytest.mark.sqlite
def test_edge_3_a_file_that_is_no_longer_a_database_is_not_served_and_its_backup_is(
    server: LiveServer, owner: Person
) -> None:
    investigation_id = half_done(owner)
    shown = owner.state(investigation_id)
    server.run("backup", "copy.db")
    server.kill()
    overwrite_page(server.database, 1)

    refused = server.run_program("serve", "--bind", server.bind)
    assert (refused.returncode, "cannot be read" in refused.stderr) == (1, True), refused.stderr
    server.run("restore", "copy.db")
    server.start()

    assert owner.state(investigation_id) == shown
    server.verify()
