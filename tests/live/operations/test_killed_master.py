"""`kill -9` of the master alone: no write is answered 5xx but 503, and every acknowledged write is there afterwards."""

from typing import Any

import pytest

from tests.support.live.insistent_writers import UNAVAILABLE, InsistentWriter
from tests.support.live.server import LiveServer
from tests.support.live.users import PersonFor
from tests.support.live.write_kinds import writers_of_every_kind

pytestmark = [pytest.mark.live, pytest.mark.own_server]

KILLS = 3
WRITES_IN_BETWEEN = 4


@pytest.fixture
def writers(person_for: PersonFor, settings: dict[str, Any]) -> dict[str, InsistentWriter]:
    return writers_of_every_kind(person_for, settings)


def test_no_write_is_lost_or_answered_500_when_the_master_is_killed(
    server: LiveServer, writers: dict[str, InsistentWriter]
) -> None:
    for writer in writers.values():
        writer.start()
    for kill in range(1, KILLS + 1):
        wait_for_writes(server, writers, kill * WRITES_IN_BETWEEN)
        server.kill_master()
        server.start()
    wait_for_writes(server, writers, (KILLS + 1) * WRITES_IN_BETWEEN)
    for writer in writers.values():
        writer.stop()

    failures = {name: failed for name, writer in writers.items() if (failed := unexpected(writer))}
    assert failures == {}, server.log()
    assert {name: writer.stored() for name, writer in writers.items()} == {
        name: writer.acknowledged for name, writer in writers.items()
    }
    assert "Traceback" not in server.log()
    server.run("verify")


def wait_for_writes(server: LiveServer, writers: dict[str, InsistentWriter], count: int) -> None:
    def are_there() -> bool:
        return all(writer.acknowledged >= count or unexpected(writer) for writer in writers.values())

    server.wait_until(are_there, f"{count} writes of each kind")


def unexpected(writer: InsistentWriter) -> set[int]:
    """Return the statuses that are neither a success nor 503."""
    return {status for status in writer.statuses if status and not 200 <= status < 300 and status != UNAVAILABLE}
