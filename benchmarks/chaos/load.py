"""The load of a trial: executors, users that change shared investigations, and watchers.

To the check of linearizability a shared investigation is a register: its clients read one value and replace it."""

import time
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from tests.support.live.server import LiveServer
from tests.support.live.watchers import Watcher

from .clients import SETTINGS, Client, RegisterClient, Reporter, log_event
from .connection import STALL_S, Connection, Tally
from .history import History
from .watchers import END, start_watchers

# Each owner has one log and one register, with so many clients.
OWNERS, REPORTERS, REGISTER_CLIENTS = 2, 2, 3
# Some 200 writes/s on two cores, which leaves the service and its faults room.
REPORTER_PAUSE_S, REGISTER_PAUSE_S = 0.02, 0.02
POLL_S = 0.02


@dataclass
class Register:
    """An investigation whose name several clients read and change."""

    investigation_id: str
    history: History
    clients: list[RegisterClient]


@dataclass
class Log:
    """An investigation to which executors report. cursor: the beginning of its owner's feed."""

    investigation_id: str
    owner: str
    cursor: str
    reporters: list[Reporter]
    watchers: list[Watcher] = field(default_factory=list)


class Load:
    """Clients of one server; begun by `start`, ended by `stop` and `finish`, or by `close` alone.

    stall_s: how long it waits for a service that answers nothing, which every method outlives.
    """

    def __init__(
        self, server: LiveServer, seed: int, *, pause: float, keyed_share: float, stall_s: float = STALL_S
    ) -> None:
        self.tally = Tally()
        self._server, self._pause, self._keyed_share, self._stall_s = server, pause, keyed_share, stall_s
        self.logs = [self._make_log(f"owner-{number}", seed) for number in range(OWNERS)]
        self.registers = [self._make_register(f"owner-{number}", seed) for number in range(OWNERS)]

    @property
    def reporters(self) -> list[Reporter]:
        return [reporter for log in self.logs for reporter in log.reporters]

    @property
    def watchers(self) -> list[Watcher]:
        return [watcher for log in self.logs for watcher in log.watchers]

    @property
    def clients(self) -> list[Client]:
        return [*self.reporters, *(client for register in self.registers for client in register.clients)]

    @property
    def writes(self) -> int:
        """The number of acknowledged reports."""
        return sum(len(reporter.acknowledged) for reporter in self.reporters)

    @property
    def operations(self) -> int:
        return sum(len(register.history.operations) for register in self.registers)

    @property
    def deliveries(self) -> int:
        return sum(len(watcher.events) for watcher in self.watchers)

    def start(self) -> None:
        first = self.logs[0]
        first.watchers = start_watchers(self._server, first.owner, first.investigation_id, first.cursor, self.tally)
        for client in self.clients:
            client.start()

    def wait_for_writes(self, count: int, timeout_s: float | None = None) -> bool:
        """Wait until `count` more reports are acknowledged; return whether they were."""
        goal, end = self.writes + count, time.monotonic() + (timeout_s or self._stall_s)
        while self.writes < goal and time.monotonic() < end:
            time.sleep(POLL_S)
        return self.writes >= goal

    def stop(self) -> None:
        """End all clients but the watchers."""
        for client in self.clients:
            client.stopping.set()
        for client in self.clients:
            client.join()
            if client.error is not None:
                self.tally.broken.append(f"{client.name} failed: {client.error!r}")

    def finish(self) -> None:
        """Report the end of the trial and wait until every watcher has received it; the tally says who has not."""
        for log in self.logs:
            self._report_end(log)
        end = time.monotonic() + self._stall_s
        for watcher in self.watchers:
            watcher.join(max(0.0, end - time.monotonic()))
            if watcher.is_alive():
                name, count = type(watcher).__name__, len(watcher.events)
                self.tally.broken.append(f"{name} did not receive the last event: it stopped after {count}")
            watcher.stopping.set()

    def close(self) -> None:
        """Let all clients and watchers end, without waiting for them."""
        for thread in [*self.clients, *self.watchers]:
            thread.stopping.set()

    def feed(self, log: Log) -> list[dict[str, Any]]:
        """Return all stored events of an investigation, by plain polls. Raises TimeoutError."""
        with closing(self._connection(log.owner)) as connection:
            return list(connection.feed(log.investigation_id, log.cursor))

    def _report_end(self, log: Log) -> None:
        path, key = f"/{log.investigation_id}/events", END.replace(" ", "-")
        try:
            with closing(self._connection(log.owner)) as connection:
                connection.must_send("POST", path, log_event(END), Idempotency_Key=key)
        except TimeoutError as error:
            self.tally.broken.append(f"{log.investigation_id} did not accept the last report: {error}")

    def _make_log(self, owner: str, seed: int) -> Log:
        investigation_id = f"log-{owner}"
        self._create(owner, investigation_id)
        with closing(self._connection(owner)) as connection:
            cursor = connection.beginning(investigation_id)
        reporters = [
            Reporter(f"{seed}/{owner}/{number}", self._connection(owner), investigation_id, self._reporter_pause_s)
            for number in range(REPORTERS)
        ]
        return Log(investigation_id, owner, cursor, reporters)

    def _make_register(self, owner: str, seed: int) -> Register:
        investigation_id = f"register-{owner}"
        history = History(self._create(owner, investigation_id), SETTINGS["name"])
        users = [
            RegisterClient(
                f"{seed}/{owner}/user-{number}",
                self._connection(owner),
                investigation_id,
                history,
                REGISTER_PAUSE_S * self._pause,
                self._keyed_share,
            )
            for number in range(REGISTER_CLIENTS)
        ]
        return Register(investigation_id, history, users)

    @property
    def _reporter_pause_s(self) -> float:
        return REPORTER_PAUSE_S * self._pause

    def _create(self, owner: str, investigation_id: str) -> int:
        body = {"investigation_id": investigation_id, "settings": SETTINGS}
        with closing(self._connection(owner)) as connection:
            return connection.must_send("POST", "/investigations", body, accepted=(201,)).version

    def _connection(self, owner: str) -> Connection:
        return Connection(self._server, owner, self.tally, self._stall_s)
