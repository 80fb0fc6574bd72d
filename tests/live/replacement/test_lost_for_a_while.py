"""A service that loses its database, its log or a sidecar file for a while loses no acknowledged write."""

from pathlib import Path

import pytest

from tests.support.live import replaced_files as files
from tests.support.live.replaced_files import LINES, Replace, kill_one, refused_report
from tests.support.live.server import LiveServer
from tests.support.live.users import Person

pytestmark = [pytest.mark.live, pytest.mark.sqlite]

# The database itself stays as it is in these cases, so what its log contains can be saved.
LOG_LOST: list[Replace] = [files.delete_log, files.replace_log, files.delete_index]


@pytest.mark.parametrize("suffix", [".lock", ".users", ".served"])
def test_a_sidecar_file_that_was_deleted_is_made_again_and_the_database_cannot_be_restored_meanwhile(
    server: LiveServer, owner: Person, investigation_id: str, suffix: str
) -> None:
    server.run("backup", f"copy{suffix}.db")
    sidecar = Path(f"{server.database}{suffix}")
    sidecar.unlink()

    assert "in use" in server.refused("restore", f"copy{suffix}.db")
    server.wait_until(sidecar.exists, "the sidecar file")
    for number in range(20):
        owner.log(investigation_id, f"line {LINES + number}")
    kill_one(server)
    files.wait_for_readiness(server, 200)

    assert "in use" in server.refused("restore", f"copy{suffix}.db")
    assert len(owner.state(investigation_id)["progress"]["logs"]) == LINES + 20
    server.verify()


@pytest.mark.parametrize("lose", LOG_LOST, ids=lambda lose: lose.__name__)
def test_acknowledged_writes_in_a_log_that_was_removed_are_saved_and_the_service_refuses_until_it_is_restarted(
    server: LiveServer, owner: Person, investigation_id: str, lose: Replace
) -> None:
    cursor = owner.cursor(investigation_id)
    lose(server.database)

    files.wait_for_readiness(server, 503)
    assert refused_report(owner, investigation_id) == (503, "storage_unavailable")
    server.wait_until(lambda: "content of the write-ahead log was saved" in server.log(), "the saved log")
    server.kill()
    Path(f"{server.database}-wal").unlink(missing_ok=True)
    server.start()

    assert len(owner.state(investigation_id)["progress"]["logs"]) == LINES
    assert owner.cursor(investigation_id) == cursor
    server.verify()
