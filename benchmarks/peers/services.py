"""Starts each service with one or more workers on a free port, with an empty database in a temporary folder."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.live.server import LiveServer
from tests.support.paths import ROOT
from wizard_service.config import AuthSettings
from wizard_service.domain.identity.tokens import issue_token

SECRET = "a-secret-of-the-benchmark-that-is-long-enough"
UNLIMITED = {
    "WIZARD_STREAMS_PER_USER": "10000",
    "WIZARD_STREAMS_PER_WORKER": "10000",
    "WIZARD_REPORTED_EVENTS_PER_HOUR": "0",
    "WIZARD_WRITES_PER_S": "0",
    # The limiter stays on and is never reached.
    "WIZARD_POLLING_RATE_LIMIT_PER_S": "10000",
}
BASE = "/api/v1/wizard"
GRACE_S = 5
PEERS = ROOT / ".venv-peers" / "bin"


@dataclass(frozen=True)
class Service:
    """bind: `host:port`. workers: process ids."""

    name: str
    bind: str
    workers: list[int]

    @property
    def url(self) -> str:
        return f"http://{self.bind}"


def bearer(user_id: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {issue_token(AuthSettings(secret=SECRET), user_id, (), 86_400)}"}


@contextmanager
def wizard_service(workers: int = 1) -> Iterator[Service]:
    with tempfile.TemporaryDirectory(prefix="wizard-peers-") as folder:
        server = LiveServer(Path(folder), SECRET, workers, **UNLIMITED)
        server.migrate()
        server.start()
        try:
            yield Service("wizard_service", server.bind, server.workers())
        finally:
            server.kill()


@contextmanager
def fastapi(workers: int = 1) -> Iterator[Service]:
    with tempfile.TemporaryDirectory(prefix="wizard-peers-") as folder:
        settings = {"DATABASE_URL": f"sqlite:///{folder}/peer.db", "JWT_SECRET": SECRET}
        application = "benchmarks.peers.fastapi_service.app:app"

        def command(bind: str) -> list[str]:
            command = [str(PEERS / "uvicorn"), application, "--port", bind.partition(":")[2], "--no-access-log"]
            return [*command, "--log-level", "warning", *(("--workers", str(workers)) if workers > 1 else ())]

        with _running("FastAPI", command, settings, is_own_worker=workers == 1) as service:
            yield service


@contextmanager
def bare(headers: str) -> Iterator[Service]:
    """Run the floor. headers: those of the answer, as JSON."""

    def command(bind: str) -> list[str]:
        configuration = "python:benchmarks.peers.bare_conf"
        return [
            sys.executable,
            "-m",
            "gunicorn",
            "-c",
            configuration,
            "--bind",
            bind,
            "benchmarks.peers.bare:application",
        ]

    with _running("bare WSGI", command, {"HEADERS": headers}, is_own_worker=False) as service:
        yield service


@contextmanager
def nchan() -> Iterator[Service]:
    with tempfile.TemporaryDirectory(prefix="wizard-peers-") as folder:
        # The worker of nginx runs as another user.
        Path(folder).chmod(0o755)

        def command(bind: str) -> list[str]:
            configuration = Path(folder) / "nginx.conf"
            template = Path(__file__).with_name("nchan.conf").read_text()
            configuration.write_text(template.replace("FOLDER", folder).replace("BIND", bind))
            return ["/usr/sbin/nginx", "-c", str(configuration)]

        with _running("Nchan", command, {}, is_own_worker=False) as service:
            yield service


@contextmanager
def _running(
    name: str, command: Callable[[str], list[str]], settings: dict[str, str], *, is_own_worker: bool
) -> Iterator[Service]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | settings
    process = subprocess.Popen(command(bind), cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        LiveServer.wait_until(lambda: process.poll() is not None or _accepts(bind), name)
        if process.poll() is not None:
            raise RuntimeError(f"{name} does not start: {process.stderr and process.stderr.read()}")
        if not is_own_worker:
            # A master listens before it forks.
            LiveServer.wait_until(lambda: bool(_children(process.pid)), f"the workers of {name}")
        yield Service(name, bind, [process.pid] if is_own_worker else _children(process.pid))
    finally:
        process.terminate()
        try:
            process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            # uvicorn waits for the end of open sockets.
            process.kill()
            process.wait()


def _accepts(bind: str) -> bool:
    host, _, port = bind.partition(":")
    with socket.socket() as probe:
        return probe.connect_ex((host, int(port))) == 0


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
