"""gunicorn's gevent worker: it patches what its master has not, and exits without failing the requests in progress.

gunicorn's master imports this module before gevent patches, so it must not import Flask.
"""

import gc
import os
import socket
import sys
import time
from functools import partial
from types import FrameType
from typing import Any

import gevent
from gevent import events, monkey
from gunicorn.http import get_parser
from gunicorn.http.errors import ParseException
from gunicorn.workers import base

from ..process import reload, served_database, shared_memory
from . import error_pages
from .acceptor import Acceptor, WaitTimeout
from .taken_connections import ConnectionPool, GivingWorker

# Successors that are not ready after this time count as failed.
SUCCESSOR_TIMEOUT_S = 30
_POLL_INTERVAL_S = 0.1
# gunicorn's master exits when a worker exits with the status of a failed boot. Once the service has served requests, a
# worker that fails to start exits with this status instead.
_RETRY_STATUS = 1
# A worker without descriptors or capacity still answers these paths.
_ALWAYS_ANSWERED = ("/healthz", "/metrics")
# After its master has died, a worker still answers requests on open connections for this time.
_ORPHAN_IDLE_S = 1.0


class _Heartbeat(base.WorkerTmp):
    """The file whose timestamp shows the master that the worker is alive; kept in memory, so that no disk delays it."""

    def __init__(self, cfg: Any) -> None:
        descriptor = shared_memory.unnamed_file()
        if (cfg.uid, cfg.gid) != (os.geteuid(), os.getegid()):
            os.fchown(descriptor, cfg.uid, cfg.gid)
        self._tmp = os.fdopen(descriptor, "w+b", 0)


base.WorkerTmp = _Heartbeat
# The service has no plugins of gevent, and the search for them, which reads the metadata of every installed package 25
# times, takes a quarter of a worker's start.
events.notify_and_call_entry_points = events.notify


class Worker(GivingWorker):
    """gunicorn's gevent worker with the changes that this service needs.

    is_orphaned: whether the master has died, so that its successor may be waiting for the address.
    """

    alive: bool
    sockets: list[Any]
    is_orphaned = False

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._waiting: dict[WaitTimeout, None] = {}

    def init_process(self) -> None:
        """Start and serve. Once the service has served requests, a failed start must not end the master."""
        try:
            super().init_process()
        except Exception:
            if self.booted or not reload.has_served():
                raise
            self.log.exception("The worker failed to start.")
            sys.exit(_RETRY_STATUS)

    def patch(self) -> None:
        """Patch what the master needs unpatched (`preload`), and take over its listening sockets as gunicorn does."""
        if not monkey.is_module_patched("socket"):
            # The sockets below would block the whole worker.
            raise RuntimeError(
                "The process is not patched: gunicorn needs the settings of wizard_service.gunicorn_conf."
            )
        for patch in (monkey.patch_os, monkey.patch_time, monkey.patch_signal):
            patch()
        self.sockets = [
            socket.socket(listener.FAMILY, socket.SOCK_STREAM, fileno=listener.sock.detach())
            for listener in self.sockets
        ]

    def load_wsgi(self) -> None:
        """Load the application without collecting garbage, because what it creates stays: this is a fifth faster."""
        gc.disable()
        super().load_wsgi()
        gc.freeze()
        gc.enable()

    def server_class(self, listener: Any, *, spawn: Any, ssl_context: Any = None, **_: Any) -> Acceptor:
        """Return the server for a listening socket. The signature is the one that gunicorn expects."""
        tls = {"ssl_context": ssl_context} if ssl_context else {}
        pool = ConnectionPool(spawn.size, self.taken)
        return Acceptor(listener, partial(self.handle, listener), partial(self.handle_spare, listener), pool, **tls)

    def handle_spare(self, listener: Any, client: Any, address: Any) -> None:
        """Answer a single request on a connection for which the worker has no descriptor or capacity."""
        client.setblocking(True)
        try:
            request = next(get_parser(self.cfg, client, address))
            request.force_close()
            if request.path.endswith(_ALWAYS_ANSWERED):
                self.handle_request(listener.getsockname(), request, client, address)
            else:
                error_pages.refuse_overloaded(client)
                _drain(client)
        except (StopIteration, OSError, ParseException):
            return

    def notify(self) -> None:
        """Signal to the master that the worker is alive, and shut down as on SIGTERM when the master has died.

        gunicorn itself would exit at once and close the database during requests. The worker also shuts down when its
        database has moved, as after a failover: the one that the master starts in its place begins the new epoch.
        """
        self.tmp.notify()
        if self.alive and served_database.has_moved():
            self.log.warning("The database has moved; worker %s is replaced.", self.pid)
            self.alive = False
        if self.alive and self.ppid != os.getppid():
            self.log.error("The master has died; worker %s finishes its requests and exits.", self.pid)
            self.is_orphaned = True
            self.alive = False
            gevent.spawn_later(_ORPHAN_IDLE_S, self.end_idle_connections)

    def timeout_ctx(self) -> WaitTimeout:
        """Return the limit on the wait for a request; the wait ends early when the master has died."""
        return WaitTimeout(self._waiting, self.cfg.keepalive)

    def end_idle_connections(self) -> None:
        """Close connections without a request: they would delay the exit, for which the next master may be waiting."""
        for timeout in self._waiting:
            timeout.expire()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Exit on SIGTERM; during a rolling reload, first wait until the successors are ready."""
        gevent.spawn(self._serve_until_replaced)

    def _serve_until_replaced(self) -> None:
        deadline = time.monotonic() + SUCCESSOR_TIMEOUT_S
        while reload.must_wait(self.age) and time.monotonic() < deadline:
            gevent.sleep(_POLL_INTERVAL_S)
        self.alive = False


def _drain(client: Any) -> None:
    """Read what the client is still sending, because a close with unread input would reset the connection."""
    client.shutdown(socket.SHUT_WR)
    while client.recv(65536):
        pass
