"""Executors in processes of their own, which a test kills."""

import os
import subprocess
import sys
from dataclasses import dataclass

from tests.support.live.server import LiveServer
from tests.support.live.users import Answer, Document, Person
from tests.support.paths import ROOT
from tests.support.store.processes import wait_until

PROGRAMS = ROOT / "tests" / "support" / "programs" / "live"


@dataclass(frozen=True)
class ExecutorProcess:
    """A process that holds the lease of an investigation."""

    process: "subprocess.Popen[str]"
    lease_id: str

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def start(server: LiveServer, person: Person, investigation_id: str) -> ExecutorProcess:
    """Start an executor, and wait until it has the lease."""
    process = start_program("working_executor.py", server, person, investigation_id)
    assert process.stdout is not None
    return ExecutorProcess(process, process.stdout.readline().strip())


def start_program(name: str, server: LiveServer, person: Person, investigation_id: str) -> "subprocess.Popen[str]":
    command = [sys.executable, str(PROGRAMS / name), server.url, person.token, investigation_id]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})


def report_under(person: Person, investigation_id: str, lease_id: str) -> Answer:
    event = {"event_type": "progress_updated", "data": {"percent_complete": 50}}
    return person.call("POST", f"/{investigation_id}/events", event, {"Wizard-Lease": lease_id})


def take(person: Person, investigation_id: str, executor: str) -> Answer:
    return person.call("POST", f"/{investigation_id}/lease", {"executor": executor})


def events_of(person: Person, investigation_id: str, event_type: str) -> list[Document]:
    """Return the stored events of one type."""
    after = person.beginning(investigation_id)
    page = person.call("GET", f"/{investigation_id}/poll?after={after}").document
    return [event for event in page["events"] if event["event_type"] == event_type]


def prove_one_loss(first: Person, second: Person) -> None:
    """Kill an executor of one server, and let another executor go on at the other server."""
    investigation_id = first.create()
    killed = start(first.server, first, investigation_id)
    wait_until(lambda: events_of(first, investigation_id, "log_appended"))
    assert take(second, investigation_id, "other").problem == (409, "lease_held")

    killed.kill()
    wait_until(lambda: events_of(second, investigation_id, "executor_lost"))

    assert "resume_executor" in second.call("GET", f"/{investigation_id}/checkpoint").document["actions"]
    taken = take(second, investigation_id, "other")
    assert (taken.status, taken.document["fence"]) == (201, 2)
    assert report_under(first, investigation_id, killed.lease_id).problem == (409, "lease_lost")
    assert report_under(second, investigation_id, taken.document["lease_id"]).status == 200
    released = second.call("DELETE", f"/{investigation_id}/lease", headers={"Wizard-Lease": taken.document["lease_id"]})
    assert released.status == 204
    assert report_under(first, investigation_id, killed.lease_id).problem == (409, "lease_lost")
    (loss,) = events_of(first, investigation_id, "executor_lost")
    assert (loss["source"], loss["data"]["executor"], loss["data"]["fence"]) == ("SYSTEM", "worker", 1)
