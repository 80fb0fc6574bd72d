"""Accepts connections, even when a worker has no file descriptor or no capacity left.

gevent's server would accept nothing then and log a traceback per attempt, so that not even a health check is answered.
Everything that depends on the internals of gevent's server is here; `tests/unit/server/test_acceptor.py` asserts them.
"""

import errno
import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from io import FileIO
from typing import Any

import gevent
from gevent.pool import Pool
from gevent.server import StreamServer

_log = logging.getLogger("gunicorn.error")

# How many connections are answered concurrently when the worker has no descriptor or capacity left.
SPARE_CONNECTIONS = 8
# The time in which the client of a spare connection must send its request.
SPARE_TIMEOUT_S = 2.0
# A worker whose spare connections are in use too pauses for this time instead of retrying in a busy loop.
PAUSE_S = 0.05
LOG_INTERVAL_S = 60.0
# A worker accepts one connection per iteration of its loop, so that it does not take all waiting connections, and one
# more for each of these units of processor time that its iterations take. A new connection, such as a health check,
# would otherwise wait for as many iterations as there are connections before it, and those of a busy worker are long.
SECONDS_PER_CONNECTION = 0.002
MAX_ACCEPTED = 64
_NO_DESCRIPTOR = (errno.EMFILE, errno.ENFILE)


class WaitTimeout(gevent.Timeout):
    """Limits the time in which a connection waits for its client; `expire` ends the wait early.

    waiting: all timeouts of this kind, the oldest first; a timeout belongs to it until it is closed.
    """

    timer: Any

    def __init__(self, waiting: "dict[WaitTimeout, None]", seconds: float) -> None:
        super().__init__(seconds, False)
        self._waiting = waiting
        self._greenlet = gevent.getcurrent()
        waiting[self] = None

    def expire(self) -> None:
        """End the wait now, unless a request arrives first.

        `gevent.kill` is not used, because its exception could be raised in the middle of that request.
        """
        self.timer.close()
        self.timer = gevent.get_hub().loop.timer(0.0)
        self.timer.start(self._on_expiration, self._greenlet, self, update=True)

    def close(self) -> None:
        super().close()
        self._waiting.pop(self, None)


class Acceptor(StreamServer):
    """Passes connections to `handle`, or to `handle_spare` when the worker has no descriptor or capacity for them."""

    def __init__(
        self, listener: Any, handle: Callable[..., None], handle_spare: Callable[..., None], pool: Pool, **tls: Any
    ) -> None:
        self._handle_spare = handle_spare
        self._spare = Pool(SPARE_CONNECTIONS)
        self._spare_waiting: dict[WaitTimeout, None] = {}
        # Reserved as file objects, because gevent delays the effect of `os.close` on descriptors.
        self._reserve: list[FileIO] = []
        self._logged_at = -LOG_INTERVAL_S
        self._unlogged = 0
        super().__init__(listener, handle=handle, spawn=pool, **tls)
        self.full = self._is_full
        self.max_accept = 1
        self._iteration, self._used_s = gevent.get_hub().loop.iteration, time.thread_time()
        self._refill_reserve()

    def _do_read(self) -> None:
        """Accept connections in this iteration, as many as the recent iterations were long."""
        iteration, used_s = gevent.get_hub().loop.iteration, time.thread_time()
        # The time in which the loop waited for events does not count.
        mean_s = (used_s - self._used_s) / max(iteration - self._iteration, 1)
        self._iteration, self._used_s = iteration, used_s
        self.max_accept = min(1 + int(mean_s / SECONDS_PER_CONNECTION), MAX_ACCEPTED)
        super()._do_read()

    def do_read(self) -> Any:
        """Accept a connection. Returns None when there is none, or when `handle_spare` answers it."""
        try:
            accepted = super().do_read()
        except OSError as error:
            if self.is_fatal_error(error):
                raise
            self._log_failure(str(error))
            if error.errno not in _NO_DESCRIPTOR or not self._accept_on_reserve():
                self._pause()
            return None
        if accepted is not None and self.pool.full():
            self._log_failure("all connections are in use")
            self._spare.spawn(self._serve_spare, *accepted)
            return None
        self._refill_reserve()
        return accepted

    def close(self) -> None:
        super().close()
        while self._reserve:
            self._reserve.pop().close()

    def _is_full(self) -> bool:
        return self.pool.full() and self._spare.full()

    def _accept_on_reserve(self) -> bool:
        if not self._reserve or self._spare.full():
            return False
        self._reserve.pop().close()
        try:
            accepted = super().do_read()
        except OSError:
            self._refill_reserve()
            return False
        if accepted is None:
            self._refill_reserve()
        else:
            self._spare.spawn(self._serve_spare, *accepted)
        return True

    def _serve_spare(self, connection: Any, address: Any) -> None:
        try:
            with suppress(OSError), WaitTimeout(self._spare_waiting, SPARE_TIMEOUT_S):
                self._end_oldest_spare_wait()
                if self.ssl_enabled:
                    connection = self.wrap_socket(connection, **self.ssl_args)
                self._handle_spare(connection, address)
        finally:
            connection.close()
            if not self.closed:
                self._refill_reserve()
                # The end of this connection may be the only event that frees capacity.
                gevent.get_hub().loop.run_callback(self._start_accepting_if_started)

    def _end_oldest_spare_wait(self) -> None:
        # Clients that connect and send nothing would otherwise occupy all spare connections, and a health check would
        # wait behind them. A health check sends its request at once.
        if len(self._spare_waiting) >= SPARE_CONNECTIONS:
            next(iter(self._spare_waiting)).expire()

    def _refill_reserve(self) -> None:
        while len(self._reserve) < SPARE_CONNECTIONS:
            try:
                self._reserve.append(FileIO(os.devnull))
            except OSError:
                return

    def _pause(self) -> None:
        self.stop_accepting()
        self._timer = self.loop.timer(PAUSE_S)
        self._timer.start(self._start_accepting_if_started)

    def _log_failure(self, reason: str) -> None:
        self._unlogged += 1
        if time.monotonic() - self._logged_at >= LOG_INTERVAL_S:
            _log.error("Connections are refused with 503: %s (%d since the last line).", reason, self._unlogged)
            self._logged_at, self._unlogged = time.monotonic(), 0
