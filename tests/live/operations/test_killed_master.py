"""`kill -9` of the master alone: no write is answered by a 5xx other than 503, and no acknowledged write is lost."""

import json
import subprocess
import threading
from typing import Any

import pytest

from tests.support.live.server import SERVE, TIMEOUT_S, LiveServer
from tests.support.live.users import BASE, PersonFor
from tests.support.live.writers.insistent import UNAVAILABLE, InsistentWriter
from tests.support.live.writers.kinds import writers_of_every_kind
from tests.support.paths import PROGRAMS, ROOT
from wizard_service.client import WizardClient

pytestmark = [pytest.mark.live, pytest.mark.own_server]

KILLS = 3
WRITES_IN_BETWEEN = 4
JAVASCRIPT_CLIENT = ROOT / "wizard_service" / "static" / "client" / "index.js"
LINES = 150


@pytest.fixture
def writers(person_for: PersonFor, settings: dict[str, Any]) -> dict[str, InsistentWriter]:
    return writers_of_every_kind(person_for, settings)


def test_no_write_is_lost_or_answered_500_when_the_master_is_killed(
    server: LiveServer, writers: dict[str, InsistentWriter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "program", SERVE)
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
    assert "Traceback" not in server.log(), server.log()
    server.verify()


def test_both_clients_store_each_write_once_while_the_master_is_killed(
    server: LiveServer, client: WizardClient, token: str
) -> None:
    investigation_id = client.create().investigation_id
    arguments = [JAVASCRIPT_CLIENT.as_uri(), server.url + BASE, token, investigation_id, str(LINES)]
    program = ["node", str(PROGRAMS / "live" / "repeating-client.mjs"), *arguments]
    reported: list[int] = []

    def report() -> None:
        for number in range(LINES):
            data = {"lines": [{"message": f"python {number}"}]}
            client.report(investigation_id, [{"event_type": "log_appended", "data": data}])
            reported.append(number)

    python = threading.Thread(target=report)
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as javascript:
        python.start()
        assert javascript.stdout is not None
        assert javascript.stdout.readline() == "0\n"
        server.wait_until(lambda: len(reported) > 0, "a report")
        server.kill_master()
        server.start()
        printed, failure = javascript.communicate(timeout=TIMEOUT_S)
        python.join(TIMEOUT_S)

    assert failure == ""
    assert printed.endswith(f"{LINES - 1}\n")
    assert len(reported) == LINES
    rows = server.rows(
        "SELECT data FROM events WHERE event_type = 'log_appended' AND investigation_id = ?", investigation_id
    )
    stored = sorted(json.loads(data)["lines"][0]["message"] for (data,) in rows)
    assert stored == sorted(f"{name} {number}" for name in ("javascript", "python") for number in range(LINES))
    server.verify()


def wait_for_writes(server: LiveServer, writers: dict[str, InsistentWriter], count: int) -> None:
    def are_there() -> bool:
        return all(writer.acknowledged >= count or unexpected(writer) for writer in writers.values())

    server.wait_until(are_there, f"{count} writes of each kind")


def unexpected(writer: InsistentWriter) -> set[int]:
    """Return the statuses that are neither a success nor 503."""
    return {status for status in writer.statuses if status and not 200 <= status < 300 and status != UNAVAILABLE}
