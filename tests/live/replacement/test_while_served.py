"""A service whose database is replaced or removed refuses it on every worker and changes nothing in it."""

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.live import replaced_files as files
from tests.support.live.replaced_files import Replace, kill_one, refused_report
from tests.support.live.server import LiveServer
from tests.support.live.users import Person, serving

pytestmark = [pytest.mark.live, pytest.mark.sqlite]

REPLACED: list[Replace] = [
    files.overwrite,
    files.rename_over,
    files.move_away,
    Path.unlink,
    files.truncate,
    files.truncate_log,
    files.overwrite_log,
]


@pytest.fixture
def server(doomed_server: LiveServer) -> LiveServer:
    return doomed_server


@pytest.mark.parametrize("replace", REPLACED, ids=lambda replace: replace.__name__)
def test_every_worker_refuses_a_replaced_database_and_none_writes_into_it(
    server: LiveServer, owner: Person, investigation_id: str, replace: Replace
) -> None:
    replace(server.database)
    foreign = files.digest(server.database)

    assert refused_report(owner, investigation_id) == (503, "storage_unavailable")
    files.wait_for_readiness(server, 503)
    kill_one(server)
    files.wait_for_readiness(server, 503)
    assert refused_report(owner, investigation_id) == (503, "storage_unavailable")
    server.signal(signal.SIGTERM)

    assert server.ended() == 0
    assert files.digest(server.database) == foreign


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
