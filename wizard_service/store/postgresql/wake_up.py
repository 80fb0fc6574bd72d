"""NOTIFY as a doorbell between processes: it carries no data, and a lost one costs time, never an event.

NOTIFY takes a lock of the whole database at commit. So it is sent after the commit of a change, at most once in a few
milliseconds per process, by a transaction that waits for no disk.
"""

import logging
import threading
import time
from collections.abc import Callable

import psycopg

from ...config import DatabaseSettings
from ...errors import StorageError
from .connections import Connection, connect

_log = logging.getLogger(__name__)

_CHANNEL = "wizard_commits"
_RING = f"NOTIFY {_CHANNEL}"
_LISTEN = f"LISTEN {_CHANNEL}"
MIN_PAUSE_S = 0.005
# Proxies drop idle connections without a sign: the listener notifies itself and reconnects when that does not return.
PING_INTERVAL_S = 10.0
# The listener checks this often whether it is to stop.
_WAIT_S = 0.5
_RECONNECT_S = 1.0
_CLOSE_TIMEOUT_S = 2.0
# The log is read at least this often, also without an announcement; the second time is without a listener.
UNCONDITIONAL_READ_S, DEAF_READ_S = 1.0, 0.2


class _Daemon:
    """A thread with a connection of its own, which it opens again after an error."""

    def __init__(self, settings: DatabaseSettings, name: str) -> None:
        self._settings = settings
        self._name = name
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()

    def start(self) -> None:
        """Start the thread, unless it runs."""
        if self._thread is not None:
            return
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """End the thread and close its connection."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join(_CLOSE_TIMEOUT_S)

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                with connect(self._settings) as connection:
                    self._use(connection)
            except (StorageError, psycopg.Error) as error:
                self._stopped.wait(_RECONNECT_S)
                _log.debug("%s reconnects: %s", self._name, error)

    def _use(self, connection: Connection) -> None:
        raise NotImplementedError


class Doorbell(_Daemon):
    """Announces commits of this process to the listeners of all processes."""

    def __init__(self, settings: DatabaseSettings) -> None:
        super().__init__(settings, "wizard-doorbell")
        self._pressed = threading.Event()

    def ring(self) -> None:
        """Announce a commit soon; returns at once."""
        self.start()
        self._pressed.set()

    def stop(self) -> None:
        self._stopped.set()
        self._pressed.set()
        super().stop()

    def _use(self, connection: Connection) -> None:
        connection.execute("SET synchronous_commit = off")
        while True:
            self._pressed.wait()
            self._pressed.clear()
            connection.execute(_RING)
            if self._stopped.wait(MIN_PAUSE_S):
                return


class Listener(_Daemon):
    """Calls `on_commit` when any process has announced a commit. is_connected: whether it receives announcements."""

    def __init__(self, settings: DatabaseSettings, on_commit: Callable[[], None]) -> None:
        super().__init__(settings, "wizard-listener")
        self._on_commit = on_commit
        self.is_connected = False

    def _use(self, connection: Connection) -> None:
        connection.execute(_LISTEN)
        self.is_connected = True
        try:
            # Commits between the two connections were not announced to this process.
            self._on_commit()
            self._listen(connection)
        finally:
            self.is_connected = False

    def _listen(self, connection: Connection) -> None:
        received_at = pinged_at = time.monotonic()
        while not self._stopped.is_set():
            for _ in connection.notifies(timeout=_WAIT_S, stop_after=1):
                received_at = time.monotonic()
                self._on_commit()
            now = time.monotonic()
            if pinged_at > received_at and now - pinged_at > PING_INTERVAL_S:
                raise StorageError("the announcement of this process did not return")
            if now - max(pinged_at, received_at) > PING_INTERVAL_S:
                connection.execute(_RING)
                pinged_at = now


class WakeUp:
    """Wakes the tailer of this process after commits of any process, and announces those of this one."""

    def __init__(self, settings: DatabaseSettings) -> None:
        self._committed = threading.Event()
        self._doorbell = Doorbell(settings)
        self._listener = Listener(settings, self._committed.set)
        self._read_at = 0.0

    def announce_commit(self) -> None:
        """Wake the tailers of all processes."""
        self.wake()
        self._doorbell.ring()

    def wake(self) -> None:
        """Wake the tailer of this process."""
        self._committed.set()

    def wait(self, timeout_s: float) -> bool:
        """See `Backend.wait_for_commit`."""
        self._listener.start()
        woken = self._committed.wait(timeout_s)
        self._committed.clear()
        interval_s = UNCONDITIONAL_READ_S if self._listener.is_connected else DEAF_READ_S
        return woken or time.monotonic() - self._read_at > interval_s

    def record_read(self) -> None:
        """Note that the tailer reads the log now."""
        self._read_at = time.monotonic()

    def stop(self) -> None:
        self._listener.stop()
        self._doorbell.stop()
