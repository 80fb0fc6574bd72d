"""The load of a chaos trial ends, and says what is missing, when the service never answers again."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.chaos.load import Load
from benchmarks.chaos.promises import broken_promises
from benchmarks.chaos.service import SECRET, SETTINGS
from tests.support.live.server import LiveServer

pytestmark = [pytest.mark.live, pytest.mark.sqlite]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LiveServer]:
    running = LiveServer(tmp_path, SECRET, workers=1, **SETTINGS)
    running.migrate()
    running.start()
    yield running
    running.kill()


def test_the_load_of_a_service_that_never_heals_ends_and_names_what_was_not_compared(server: LiveServer) -> None:
    with closing(Load(server, 1, pause=1.0, keyed_share=0.5, stall_s=0.2)) as load:
        load.start()
        server.wait_until(lambda: load.writes > 0, "a write")
        server.kill()
        load.stop()
        load.finish()
        broken = [*broken_promises(load)]

    for log in load.logs:
        assert f"{log.investigation_id} did not accept the last report: the service did not answer" in str(broken)
        assert f"the events of {log.investigation_id} could not be compared" in str(broken)
    server.verify()


def test_a_server_that_ends_while_it_starts_fails_with_its_log(server: LiveServer) -> None:
    second = LiveServer(server.folder, SECRET, workers=1, **SETTINGS)
    server.kill()
    second.environment["WIZARD_JWT_ALGORITHM"] = "none"

    with pytest.raises(AssertionError, match=r"(?s)the server has ended: .*WIZARD_JWT_ALGORITHM=none: must be"):
        second.start()
    server.verify()


def test_the_load_of_a_service_that_answers_breaks_no_promise(server: LiveServer) -> None:
    with closing(Load(server, 1, pause=1.0, keyed_share=0.5)) as load:
        load.start()
        server.wait_until(lambda: load.writes > 0, "a write")
        load.stop()
        load.finish()

        assert [*broken_promises(load)] == []
        assert all(watcher.events for watcher in load.watchers)
