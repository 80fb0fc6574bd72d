"""The faults of two hosts and their database; each is over when its function returns."""

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress

import psycopg

from .cluster import Cluster, Host

_OTHER_SESSIONS = "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


class Disturber:
    """Disturbs a cluster by chance that a seed repeats. slowness: factor of the times for which a fault lasts."""

    def __init__(self, cluster: Cluster, rng: random.Random, slowness: float) -> None:
        self._cluster, self._rng, self._slowness = cluster, rng, slowness
        self.faults: dict[str, Callable[[], None]] = {
            "workers killed": self._kill_worker,
            "masters killed": self._kill_master,
            "hosts killed": self._kill_host,
            "sessions ended": self._end_sessions,
            "restarts of PostgreSQL": self._restart_postgresql,
            "open transactions": self._hold_transaction,
            "networks cut": self._cut_network,
            "networks silenced": self._silence_network,
            "listeners silenced": self._silence_listener,
        }

    def _kill_worker(self) -> None:
        with suppress(ProcessLookupError, IndexError):
            os.kill(self._rng.choice(self._host().workers()), signal.SIGKILL)

    def _kill_master(self) -> None:
        host = self._host()
        host.kill_master()
        host.start()

    def _kill_host(self) -> None:
        host = self._host()
        host.kill()
        self._last(3.0)
        host.start()

    def _end_sessions(self) -> None:
        """End half of the sessions of all hosts, in whatever they do."""
        with psycopg.connect(self._cluster.url, autocommit=True) as connection:
            for (pid,) in connection.execute(_OTHER_SESSIONS, (self._cluster.database,)).fetchall():
                if self._rng.random() < 0.5:
                    connection.execute("SELECT pg_terminate_backend(%s)", (pid,))

    def _restart_postgresql(self) -> None:
        self._cluster.postgresql.restart("immediate")

    def _hold_transaction(self) -> None:
        """Keep the oldest transaction of the server open, as a report or a backup does."""
        with psycopg.connect(self._cluster.url) as connection:
            connection.execute("SELECT pg_current_xact_id()")
            self._last(30.0)

    def _cut_network(self) -> None:
        host = self._host()
        host.database_wire.cut()
        host.listener_wire.cut()
        self._last(8.0)
        host.mend()

    def _silence_network(self) -> None:
        host = self._host()
        host.database_wire.silence()
        host.listener_wire.silence()
        self._last(20.0)
        host.mend()

    def _silence_listener(self) -> None:
        """Let a proxy forget the connections of the listeners; a listener notices it by the announcement it expects."""
        host = self._host()
        host.listener_wire.silence()
        self._last(25.0)
        host.mend()

    def _host(self) -> Host:
        return self._rng.choice(self._cluster.hosts)

    def _last(self, seconds: float) -> None:
        time.sleep(seconds * self._slowness)
