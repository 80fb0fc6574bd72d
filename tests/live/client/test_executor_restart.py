"""An executor's run survives a server that is killed and restarted."""

import threading

import pytest

from tests.support.live.executor_results import progress
from tests.support.live.server import TIMEOUT_S, LiveServer
from wizard_service.client import ServiceUnavailable, WizardClient

pytestmark = [pytest.mark.live, pytest.mark.own_server]


def test_a_run_survives_a_killed_server_and_reports_everything_once(
    server: LiveServer, client: WizardClient, investigation_id: str
) -> None:
    killed = threading.Event()

    def restart() -> None:
        server.kill()
        killed.set()
        server.start()

    with client.executor(investigation_id) as run:
        run.log("line 0")
        run.flush()
        restarting = threading.Thread(target=restart)
        restarting.start()
        assert killed.wait(TIMEOUT_S)
        for number in range(1, 200):
            run.log(f"line {number}")
    restarting.join()

    assert progress(client, investigation_id)["logs"] == [f"line {number}" for number in range(200)]
    server.verify()


def test_a_failed_report_is_sent_again_under_its_key(
    server: LiveServer, token: str, client: WizardClient, investigation_id: str
) -> None:
    with WizardClient(server.url, token, attempts=1) as impatient, impatient.executor(investigation_id) as run:
        run.log("line 0")
        run.flush()
        server.kill()
        run.log("line 1")
        with pytest.raises(ServiceUnavailable):
            run.flush()
        server.start()
        run.log("line 2")

    assert progress(client, investigation_id)["logs"] == ["line 0", "line 1", "line 2"]
    server.verify()
