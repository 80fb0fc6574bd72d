"""gunicorn's configuration: `gunicorn -c python:wizard_service.gunicorn_conf "wizard_service.app:create_app()"`.

gunicorn's master imports this module before gevent patches, so it must import neither the application nor Peewee: a
module that was imported before would keep its unpatched locks. For example, all greenlets would share one SQLite
transaction.
"""

import resource
import socket
import sys
import threading
from typing import Any

from .config import load_config, unknown_settings
from .feed import presence
from .feed.limits import load, rate_limiter, stream_quota
from .process import log_stream, served_database, shared_memory, shared_series
from .process import reload as rolling_reload
from .server import error_pages, preload, request_hooks, service_lock
from .server.logger import LOGGERS
from .server.request_log import RequestLogFilter
from .server.respawn import Respawner
from .server.worker import Worker

# These modules map memory when they are imported here, before the fork, so all workers share it.
_TABLES_WITH_SLOTS = (stream_quota, load, presence, rolling_reload, shared_series)
_TABLES_WITHOUT_SLOTS = (rate_limiter, served_database)

_config = load_config()

# A stopping worker reserves this time for its last writes, after its streams have ended.
_RESERVE_S = 4
# The streams of a worker whose master has died end within this time, so that clients connect to the next master.
_ORPHAN_S = 1.0

wsgi_app = "wizard_service.app:create_app()"
bind = _config.server.bind
workers = _config.server.workers
worker_class = Worker
# These connections remain for writes, polls and health checks when all streams are in use.
_OTHER_CONNECTIONS = 400
worker_connections = _config.streams.per_worker + _OTHER_CONNECTIONS
preload_app = False
reuse_port = False

# The timeout is longer than the slowest commit and checkpoint; a worker notifies the master every second.
timeout = 15
graceful_timeout = _config.server.graceful_timeout_s
# The value is above the slow poll interval, or every slow poll would open a connection, and below the graceful timeout,
# because idle connections delay the exit of a worker. It is also the deadline for request headers.
keepalive = max(1, min(15, graceful_timeout - _RESERVE_S))
# A restart after many requests would end streams; a soak test watches the memory instead.
max_requests = 0

limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190
# X-Forwarded-Proto is accepted from these proxies; no header names the client.
forwarded_allow_ips = ",".join(_config.server.trusted_proxies)
forwarder_headers = ""
header_map = "drop"
http_protocols = "h1"
http_parser = "python"
control_socket_disable = True
sendfile = False

accesslog = None
errorlog = "-"
loglevel = "info"
logger_class = LOGGERS[_config.log.format]
pre_request, post_request = request_hooks.HOOKS_WITH_ACCESS_LOG if _config.log.access_log else request_hooks.HOOKS

# A peer that vanishes is noticed within 20 s: it acknowledges neither data (RFC 5482) nor, while nothing is sent, the
# kernel's probes. Connections inherit the options, and streams have the first one of their own.
_LOST_PEER_OPTIONS = {
    socket.TCP_USER_TIMEOUT: 20_000,
    socket.TCP_KEEPIDLE: 10,
    socket.TCP_KEEPINTVL: 5,
    socket.TCP_KEEPCNT: 2,
}
# Descriptors for the database, its log, pipes, and the files that libraries keep open.
_OTHER_DESCRIPTORS = 100


def on_starting(server: Any) -> None:
    """Refuse to start next to another service, raise the limit of open files, and stop waiting for a log's reader.

    The log names variables that look like settings and are none.
    """
    log_stream.install(server.log.error_log.handlers)
    for sentence in unknown_settings():
        server.log.warning("%s; it is ignored", sentence)
    file = _config.database.file
    try:
        # A database server serves any number of services.
        server.service_locks = () if file is None else service_lock.acquire(file)
    except (service_lock.ServiceRunning, OSError) as refusal:
        server.log.error("Start refused: %s", refusal)
        sys.exit(1)
    server.respawner = Respawner(server)
    _allow_open_files()


def _allow_open_files() -> None:
    """Raise the limit of open files to its maximum. Raises RuntimeError if it is too low for the promised streams."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and hard < worker_connections + _OTHER_DESCRIPTORS:
        raise RuntimeError(
            f"WIZARD_STREAMS_PER_WORKER={_config.streams.per_worker} needs {worker_connections + _OTHER_DESCRIPTORS} "
            f"open files and the limit is {hard}: raise `ulimit -n` or lower the setting."
        )


def on_reload(server: Any) -> None:
    """Begin a rolling reload, before the new workers are forked."""
    rolling_reload.begin_reload(server.worker_age + 1)


def pre_fork(server: Any, worker: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    """Assign a slot of the shared tables to the worker."""
    worker.slot = shared_memory.assign_slot()
    rolling_reload.register(worker.slot, worker.age)


def post_fork(server: Any, worker: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    shared_memory.bind_slot(worker.slot)
    shared_series.move_to_own_slot()
    error_pages.install()


def child_exit(server: Any, worker: Any) -> None:
    """In the master: remove a worker's figures from the shared tables, however it exited."""
    if rolling_reload.is_ready(worker.slot):
        server.respawner.reset()
    else:
        server.respawner.pause()
    for table in _TABLES_WITH_SLOTS:
        table.clear_slot(worker.slot)
    shared_memory.free_slot(worker.slot)


def when_ready(server: Any) -> None:
    """Set the options of the listening sockets, which connections inherit, and import the application."""
    for listener in server.LISTENERS:
        if listener.sock.family in (socket.AF_INET, socket.AF_INET6):
            listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for option, value in _LOST_PEER_OPTIONS.items():
                listener.sock.setsockopt(socket.IPPROTO_TCP, option, value)
    preload.import_application(server.worker_class, _config.database)


def post_worker_init(worker: Any) -> None:
    """Start the worker's threads."""
    worker.log.error_log.addFilter(RequestLogFilter())
    service = _service(worker)
    service.feed.start()
    service.feed.reporter.start()
    service.purges.start()
    service.expiry_monitor.start()
    rolling_reload.mark_ready()
    threading.Thread(target=_end_streams_on_exit, args=(worker,), daemon=True).start()


def worker_exit(server: Any, worker: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    """Finish pending writes and close the database."""
    service = _service(worker)
    if service is not None:
        service.purges.stop()
        service.expiry_monitor.stop()
        service.example.stop()
        service.feed.close()
        service.store.close()


def _end_streams_on_exit(worker: Any) -> None:
    """Wait until the worker is asked to exit, then end its streams, which gunicorn would keep."""
    waiting = threading.Event()
    while worker.alive:
        waiting.wait(0.25)
    service = _service(worker)
    if service is not None:
        # gunicorn kills connections after the graceful timeout: all streams must have ended before.
        within_s = max(0.0, graceful_timeout - _RESERVE_S)
        service.feed.end_streams(min(within_s, _ORPHAN_S) if worker.is_orphaned else within_s)


def _service(worker: Any) -> Any:
    """Return the service of a worker, None when its start has failed."""
    return getattr(getattr(worker, "wsgi", None), "extensions", {}).get("wizard")
