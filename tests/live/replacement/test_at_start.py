"""A service that starts on another database than it served begins a new epoch, or refuses it."""

import signal

import pytest

from tests.support.live import replaced_files as files
from tests.support.live.replaced_files import LINES
from tests.support.live.server import SERVE, LiveServer
from tests.support.live.users import Person

pytestmark = [pytest.mark.live, pytest.mark.sqlite]


@pytest.fixture(autouse=True)
def restarted_as_documented(server: LiveServer) -> None:
    """`serve` checks the database before gunicorn starts."""
    server.program = SERVE


def test_a_database_that_was_replaced_under_its_log_is_not_started_and_can_be_restored(
    server: LiveServer, owner: Person, investigation_id: str
) -> None:
    server.run("backup", "copy.db")
    server.kill()
    files.overwrite(server.database)
    foreign = files.digest(server.database)

    refused = server.run_program("serve", "--bind", server.bind)
    assert (refused.returncode, "do not belong together" in refused.stderr) == (1, True), refused.stderr
    assert files.digest(server.database) == foreign
    server.run("restore", "copy.db")
    server.start()

    assert len(owner.state(investigation_id)["progress"]["logs"]) == LINES
    server.verify()


def test_commits_that_are_missing_at_the_start_are_logged_counted_and_shown(
    server: LiveServer, owner: Person, investigation_id: str
) -> None:
    cursor = owner.cursor(investigation_id)
    server.kill()
    files.delete_log(server.database)
    before = files.digest(server.database)

    checked = server.refused("check")
    assert "commits and" in checked
    assert files.digest(server.database) == before
    server.migrate()
    server.start()

    assert "New epoch" in server.log()
    assert "wizard_epochs_begun_total 1.0" in owner.call("GET", "/metrics").body.decode()
    assert cursor.partition("-")[0] not in server.run("check")
    assert "were missing" in server.run("check")
    server.verify()


def test_a_second_service_on_the_database_is_refused_and_the_first_one_can_be_reloaded_and_replaced(
    server: LiveServer, owner: Person, investigation_id: str
) -> None:
    refused = server.run_program("serve", "--bind", "127.0.0.1:0")
    assert (refused.returncode, "served by another service" in refused.stderr) == (1, True), refused.stderr
    old = server.workers()
    server.signal(signal.SIGHUP)
    server.wait_until(lambda: not set(old) & set(server.workers()), "new workers")
    server.wait_until(server.answers, "an answer")
    server.kill_master()
    server.start()

    assert len(owner.state(investigation_id)["progress"]["logs"]) == LINES
    server.verify()


# This test must be the last one, because its server is left with another database.
def test_a_backup_that_is_served_directly_begins_a_new_epoch(
    server: LiveServer, owner: Person, investigation_id: str
) -> None:
    cursor = owner.cursor(investigation_id)
    server.run("backup", "served.db")
    server.kill()
    server.environment["DATABASE_URL"] = f"sqlite:///{server.folder / 'served.db'}"

    server.run("migrate")
    server.start()

    assert owner.call("GET", f"/{investigation_id}/poll?after={cursor}").problem == (410, "cursor_expired")
    server.verify()
