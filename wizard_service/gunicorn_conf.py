"""gunicorn's configuration: `gunicorn -c python:wizard_service.gunicorn_conf "wizard_service.app:create_app()"`.

The master reads this. It must import neither the application nor Peewee: gevent patches only in the workers, and what
was imported before that keeps its unpatched locks (one SQLite transaction shared by all greenlets, for one).
"""

import logging
import os
import re
import resource
import socket
import sys
import threading
from typing import Any

from gevent import monkey
from gunicorn.http.errors import InvalidHeader

from .config import load_config
from .feed import presence
from .feed.limits import load, stream_quota
from .process import reload as rolling_reload
from .process import shared_memory
from .server import error_pages, metrics_dir
from .server.worker import Worker

# What they map before the fork is shared.


_config = load_config()

# Time that a worker keeps for its last writes after its streams have ended.
_RESERVE_S = 4

wsgi_app = "wizard_service.app:create_app()"
bind = _config.server.bind
workers = _config.server.workers
worker_class = Worker
# Streams may not take all of a worker's connections: writes, polls and health checks need some.
_OTHER_CONNECTIONS = 400
worker_connections = _config.streams.per_worker + _OTHER_CONNECTIONS
preload_app = False
reuse_port = False

# Longer than the slowest commit and checkpoint; a worker says it is alive every second.
timeout = 15
graceful_timeout = _config.server.graceful_timeout_s
# Above the slow polling interval, else every slow poll connects anew; below the graceful timeout, because connections
# kept for later hold up the end of a worker. It is also the deadline for request headers.
keepalive = max(1, min(15, graceful_timeout - _RESERVE_S))
# Streams would be cut for it; memory is watched by a soak test instead.
max_requests = 0

limit_request_line = 4094
limit_request_fields = 64
limit_request_field_size = 8190
# Whom to believe that a client came by TLS; nobody tells us who the client is.
forwarded_allow_ips = ",".join(_config.server.trusted_proxies)
forwarder_headers = ""
header_map = "drop"
http_protocols = "h1"
http_parser = "python"
control_socket_disable = True
sendfile = False
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108 - the heartbeat must not wait for a disk

# The workers count in files here; the library must find it in the environment when it is first imported.
_metrics = metrics_dir.create(worker_tmp_dir)
raw_env = [f"PROMETHEUS_MULTIPROC_DIR={_metrics}"]

accesslog = None
errorlog = "-"
loglevel = "info"

# Loss of a peer is noticed within this time although it acknowledges nothing (RFC 5482); inherited by connections.
_USER_TIMEOUT_MS = 30_000


# Database, log, pipes and what libraries keep open.
_OTHER_DESCRIPTORS = 100


def on_starting(server: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    """Take all file descriptors there may be, and refuse to promise more streams than that."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and hard < worker_connections + _OTHER_DESCRIPTORS:
        raise RuntimeError(
            f"WIZARD_STREAMS_PER_WORKER={_config.streams.per_worker} needs {worker_connections + _OTHER_DESCRIPTORS} "
            f"open files and the limit is {hard}: raise `ulimit -n` or lower the setting."
        )


def on_reload(server: Any) -> None:
    """Called before the new workers are forked."""
    rolling_reload.begin_reload(server.worker_age + 1)


def pre_fork(server: Any, worker: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    """Give the worker a row in the tables that all workers share."""
    worker.shared_row = shared_memory.assign_slot()
    rolling_reload.register(worker.shared_row, worker.age)


def post_fork(server: Any, worker: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    shared_memory.bind_slot(worker.shared_row)
    error_pages.install()


# RFC 9110 section 7.2 and RFC 3986 section 3.2: uri-host [ ":" port ], where the host may be empty.
_HOST = re.compile(r"(?:\[[\w.~!$&'()*+,;=:%-]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?", re.ASCII)


def pre_request(worker: Any, request: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    """Refuse a request that does not say whom it is for (RFC 9112 section 3.2). gunicorn itself refuses two."""
    host = next((value for name, value in request.headers if name == "HOST"), None)
    if not _HOST.fullmatch(host or "") or (host is None and request.version >= (1, 1)):
        raise InvalidHeader("HOST", req=request)


def child_exit(server: Any, worker: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    """In the master: what a worker counted goes with it, however it ended."""
    for table in (stream_quota, load, presence, rolling_reload):
        table.clear_row(worker.shared_row)
    shared_memory.free_slot(worker.shared_row)
    metrics_dir.forget_worker(_metrics, worker.pid)


def on_exit(server: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    metrics_dir.remove(_metrics)


def when_ready(server: Any) -> None:
    """Prepare the listening sockets; connections inherit the options."""
    for listener in server.LISTENERS:
        if listener.sock.family in (socket.AF_INET, socket.AF_INET6):
            listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _USER_TIMEOUT_MS)


def post_worker_init(worker: Any) -> None:
    """Refuse to serve unpatched, then watch for the order to leave: gunicorn ends no stream by itself."""
    _assert_patched()
    worker.log.error_log.addFilter(_is_not_a_deaf_listener)
    feed = _service(worker).feed
    feed.start()
    feed.reporter.start()
    _service(worker).purges.start()
    rolling_reload.mark_ready()
    threading.Thread(target=_end_streams_when_leaving, args=(worker,), daemon=True).start()


def worker_exit(server: Any, worker: Any) -> None:  # noqa: ARG001 - gunicorn's signature
    """Finish pending writes and let go of the database."""
    service = _service(worker)
    if service is not None:
        service.purges.stop()
        service.feed.close()
        service.store.close()


def _end_streams_when_leaving(worker: Any) -> None:
    leaving = threading.Event()
    while worker.alive:
        leaving.wait(0.25)
    service = _service(worker)
    if service is not None:
        # gunicorn kills what is left after the graceful timeout: be gone before that.
        service.feed.end_streams(max(0.0, graceful_timeout - _RESERVE_S))


def _is_not_a_deaf_listener(record: logging.LogRecord) -> bool:
    # Listeners that do not read are let go by a timeout; gunicorn would log a traceback for each.
    return not (record.exc_info and isinstance(record.exc_info[1], TimeoutError))


def _assert_patched() -> None:
    locals_of_peewee = sys.modules["peewee"].threading.local
    if not monkey.is_module_patched("threading") or not locals_of_peewee.__module__.startswith("gevent"):
        raise RuntimeError("Peewee was imported before gevent patched this worker; do not preload the application.")


def _service(worker: Any) -> Any:
    return getattr(worker.wsgi, "extensions", {}).get("wizard")
