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
from .connections import Connection, connect, is_pooled

_log = logging.getLogger(__name__)

_CHANNEL = "wizard_commits"
# A pooler may give the connection to another client after each transaction, so the setting must end with this one.
_RING = f"BEGIN; SET LOCAL synchronous_commit = off; NOTIFY {_CHANNEL}; COMMIT"
_LISTEN = f"LISTEN {_CHANNEL}"
MIN_PAUSE_S = 0.005
# Proxies drop idle connections without a sign: the process rings for itself and reconnects when it receives nothing.
PING_INTERVAL_S, PING_TIMEOUT_S = 10.0, 2.0
# The listener checks this often whether it is to stop.
_WAIT_S = 0.5
_RECONNECT_S, _POOLER_RETRY_S = 1.0, 60.0
_CLOSE_TIMEOUT_S = 2.0
# The log is read at least this often, also without an announcement; the second time is while the doorbell is silent.
UNCONDITIONAL_READ_S, SILENT_READ_S = 1.0, 0.2


class _Daemon:
    """A thread with a connection of its own, which it opens again after an error."""

    def __init__(self, settings: DatabaseSettings, name: str, url: str = "") -> None:
        self._settings = settings
        self._name = name
        self._url = url
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
                with connect(self._settings, self._url) as connection:
                    self._use(connection)
            except (StorageError, psycopg.Error) as error:
                self._report(error)
                self._stopped.wait(_RECONNECT_S)

    def _report(self, error: Exception) -> None:
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
        while True:
            self._pressed.wait()
            self._pressed.clear()
            connection.execute(_RING)
            if self._stopped.wait(MIN_PAUSE_S):
                return

    def _report(self, error: Exception) -> None:
        # The announcement that met the error may be lost.
        self._pressed.set()
        super()._report(error)


class Listener(_Daemon):
    """Calls `on_commit` when any process has announced a commit.

    ring: announces a commit on another connection. is_reached: whether announcements arrive here.
    """

    def __init__(self, settings: DatabaseSettings, on_commit: Callable[[], None], ring: Callable[[], None]) -> None:
        super().__init__(settings, "wizard-listener", settings.listen_url)
        self._on_commit = on_commit
        self._ring = ring
        self.is_reached = False
        self._reported = ""

    def _use(self, connection: Connection) -> None:
        if not self._url and is_pooled(connection):
            connection.close()
            self._report(StorageError("DATABASE_URL leads to a pooler; set DATABASE_LISTEN_URL to the server itself"))
            self._stopped.wait(_POOLER_RETRY_S)
            return
        connection.execute(_LISTEN)
        try:
            self._listen(connection)
        finally:
            self.is_reached = False

    def _listen(self, connection: Connection) -> None:
        # The first announcement proves that others will arrive, and that those missed before are read.
        self._ring()
        received_at, pinged_at = 0.0, time.monotonic()
        while not self._stopped.is_set():
            for _ in connection.notifies(timeout=_WAIT_S, stop_after=1):
                received_at = time.monotonic()
                self._receive()
            now = time.monotonic()
            if pinged_at > received_at and now - pinged_at > PING_TIMEOUT_S:
                raise StorageError("an announcement of this process did not arrive")
            if now - max(pinged_at, received_at) > PING_INTERVAL_S:
                self._ring()
                pinged_at = now

    def _receive(self) -> None:
        if not self.is_reached and self._reported:
            _log.info("Announcements of commits arrive again.")
        self.is_reached, self._reported = True, ""
        self._on_commit()

    def _report(self, error: Exception) -> None:
        reason = str(error).partition("\n")[0]
        if reason != self._reported:
            _log.warning("No announcements of commits, the log is read every %s s: %s", SILENT_READ_S, reason)
        self._reported = reason


class WakeUp:
    """Wakes the tailer of this process after commits of any process, and announces those of this one."""

    def __init__(self, settings: DatabaseSettings) -> None:
        self._committed = threading.Event()
        self._doorbell = Doorbell(settings)
        self._listener = Listener(settings, self._committed.set, self._doorbell.ring)
        self._read_at = 0.0

    @property
    def doorbell_rings(self) -> bool:
        return self._listener.is_reached

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
        interval_s = UNCONDITIONAL_READ_S if self._listener.is_reached else SILENT_READ_S
        return woken or time.monotonic() - self._read_at > interval_s

    def record_read(self) -> None:
        """Note that the tailer reads the log now."""
        self._read_at = time.monotonic()

    def stop(self) -> None:
        self._listener.stop()
        self._doorbell.stop()
