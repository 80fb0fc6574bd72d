"""An executor's run outlives the server that is killed under it."""

import threading

import pytest

from tests.support.live.executor_results import progress
from tests.support.live.server import TIMEOUT_S, LiveServer
from wizard_service.client import ServiceUnavailable, WizardClient

pytestmark = [pytest.mark.live, pytest.mark.own_server]


def test_run_outlives_a_killed_server_and_tells_everything_once(
    server: LiveServer, client: WizardClient, mine: str
) -> None:
    killed = threading.Event()

    def restart() -> None:
        server.kill()
        killed.set()
        server.start()

    with client.executor(mine) as run:
        run.log("line 0")
        run.flush()
        somebody = threading.Thread(target=restart)
        somebody.start()
        assert killed.wait(TIMEOUT_S)
        for number in range(1, 200):
            run.log(f"line {number}")
    somebody.join()

    assert progress(client, mine)["logs"] == [f"line {number}" for number in range(200)]


def test_report_that_did_not_get_through_is_sent_again_under_its_key(
    server: LiveServer, token: str, client: WizardClient, mine: str
) -> None:
    with WizardClient(server.url, token, attempts=1) as impatient, impatient.executor(mine) as run:
        run.log("line 0")
        run.flush()
        server.kill()
        run.log("line 1")
        with pytest.raises(ServiceUnavailable):
            run.flush()
        server.start()
        run.log("line 2")

    assert progress(client, mine)["logs"] == ["line 0", "line 1", "line 2"]
