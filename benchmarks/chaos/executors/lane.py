"""A lane: one investigation after the other whose executors are killed, and a second one starts at once each time."""

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence

from tests.support.live.server import LiveServer
from tests.support.paths import ROOT

from ..clients import SETTINGS
from ..connection import Connection, Tally
from ..service import token_for
from .checks import Outcome, faults_of

# A run without a kill takes 5 s; every executor is killed within this time after it has the lease.
LONGEST_LIFE_S = 2.0
# A lease of 5 s runs out, and the executor looks for it every 3 s.
ATTACH_LIMIT_S, FINISH_LIMIT_S, POLL_S = 60.0, 120.0, 0.02
LATE = "a late report"
# The second one once the investigation is completed, as for every report.
LATE_CODES = ("lease_lost", "invalid_transition")
_LEASES = "SELECT fence, lease_id FROM executor_leases WHERE investigation_id = ? ORDER BY fence"

Process = subprocess.Popen[bytes]


class Lane(threading.Thread):
    """Kills so many executors of one owner.

    servers: the executors use each in turn. undisturbed: what an investigation has whose executor was left alone.
    broken: promises that did not hold.
    """

    def __init__(
        self, servers: Sequence[LiveServer], owner: str, kills: int, rng: random.Random, undisturbed: Outcome | None
    ) -> None:
        super().__init__(name=owner, daemon=True)
        self.counts: Counter[str] = Counter()
        self.tally = Tally()
        self.outcome: Outcome | None = None
        self._servers, self._owner, self._kills_left = servers, owner, kills
        self._rng, self._undisturbed = rng, undisturbed
        self._runs = self._investigations = 0
        self._connection = Connection(servers[0], owner, self.tally)

    @property
    def broken(self) -> list[str]:
        return self.tally.broken

    def run(self) -> None:
        try:
            self._investigate()
            while self._kills_left:
                self._investigate()
        except Exception as error:  # noqa: BLE001 - the trial reports whatever ended a lane
            self.broken.append(f"{self._owner} failed: {error!r}")
        self._connection.close()

    def _investigate(self) -> None:
        """Let an investigation be finished, however often its executor is killed, and compare what it has."""
        self._investigations += 1
        investigation_id = f"{self._owner}-{self._investigations}"
        body = {"investigation_id": investigation_id, "settings": SETTINGS}
        self._connection.must_send("POST", "/investigations", body, accepted=(201,))
        name = self._new_name()
        process, killed = self._start(investigation_id, name), list[str]()
        while self._is_killed(process, investigation_id):
            killed.append(self._leases(investigation_id)[-1])
            # Half of them have the name of the killed one and take over; the others wait until it is lost.
            name = name if self.counts["executors killed"] % 2 else self._new_name()
            process = self._start(investigation_id, name)
            self._wait_for(process, lambda: len(self._leases(investigation_id)) > len(killed))
            self._report_late(investigation_id, killed)
        self._report_late(investigation_id, killed)
        self._compare(investigation_id)

    def _is_killed(self, process: Process, investigation_id: str) -> bool:
        """Kill the executor at a random moment; return False when it has ended before, or is to be left alone."""
        self._wait_for(process, lambda: bool(self._leases(investigation_id)))
        try:
            process.wait(self._rng.uniform(0.0, LONGEST_LIFE_S) if self._kills_left else FINISH_LIMIT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            self._kills_left = max(0, self._kills_left - 1)
            self.counts["executors killed"] += 1
            return True
        if process.returncode and not self._is_completed(investigation_id):
            self.broken.append(f"the executor of {investigation_id} ended with status {process.returncode}")
        return False

    def _report_late(self, investigation_id: str, killed: list[str]) -> None:
        """Report under the leases of the killed executors, as their requests would that arrive now."""
        event = {"event_type": "log_appended", "data": {"lines": [{"message": LATE}]}}
        for lease_id in killed:
            answer = self._connection.must_send(
                "POST", f"/{investigation_id}/events", event, accepted=(409,), Wizard_Lease=lease_id
            )
            self.counts["late reports refused"] += 1
            if answer.document["code"] not in LATE_CODES:
                self.broken.append(f"a late report on {investigation_id} was refused with {answer.document['code']}")

    def _compare(self, investigation_id: str) -> None:
        document = self._connection.must_send("GET", f"/{investigation_id}/state").document
        events = list(self._connection.feed(investigation_id, self._connection.beginning(investigation_id)))
        self.outcome = Outcome.of(document)
        self.counts["investigations"] += 1
        for event in events:
            self.counts["losses"] += event["event_type"] == "executor_lost"
            self.counts["takeovers"] += bool(event["data"].get("takeover"))
        self.broken.extend(f"{investigation_id}: {fault}" for fault in faults_of(events, LATE))
        if self._undisturbed is not None and self.outcome != self._undisturbed:
            self.broken.append(f"{investigation_id}: {self.outcome} instead of {self._undisturbed}")

    def _is_completed(self, investigation_id: str) -> bool:
        document = self._connection.must_send("GET", f"/{investigation_id}/state").document
        return bool(document["status"] == "COMPLETED")

    def _leases(self, investigation_id: str) -> list[str]:
        return [lease_id for _, lease_id in self._servers[0].rows(_LEASES, investigation_id)]

    def _start(self, investigation_id: str, name: str) -> Process:
        self._runs += 1
        server = self._servers[self._runs % len(self._servers)]
        program = [sys.executable, "-m", "benchmarks.chaos.executors.program"]
        arguments = [server.url, token_for(self._owner), investigation_id, name, f"run-{self._runs}"]
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(program + arguments, env=environment)

    def _wait_for(self, process: Process, condition: Callable[[], bool]) -> None:
        """Wait for a condition, or the end of the executor. Raises TimeoutError."""
        end = time.monotonic() + ATTACH_LIMIT_S
        while not condition() and process.poll() is None:
            if time.monotonic() > end:
                raise TimeoutError(f"no executor got the lease within {ATTACH_LIMIT_S:.0f} s")
            time.sleep(POLL_S)

    def _new_name(self) -> str:
        return f"executor-{self._rng.randrange(1 << 31)}"
