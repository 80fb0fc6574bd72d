"""The worker process that serves a connection, read from the kernel: the server does not report it."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from tests.support.live.server import LiveServer

# Connections opened until every worker has one; each goes to whichever worker is first to accept it.
MAX_CONNECTIONS = 150


class Connected(Protocol):
    """port: the client's end of the connection."""

    port: int


Opened = TypeVar("Opened", bound=Connected)


def worker_of(server: LiveServer, connection: Connected) -> int | None:
    """Return the process id of the worker that holds the server's end, None when none does any more."""
    row = _server_end(server, connection, "01")
    if row is None:
        return None
    inode = row.split()[9]
    return next((pid for pid in server.workers() if f"socket:[{inode}]" in _open_files(pid)), None)


def waits_for_worker(server: LiveServer, connection: Connected) -> bool:
    """Return whether the client has closed its end and no worker has closed the server's (CLOSE_WAIT)."""
    return _server_end(server, connection, "08") is not None


def opened_on_every_worker(server: LiveServer, open_one: Callable[[], Opened]) -> list[Opened]:
    """Open connections until every worker serves one of them, and return them all."""
    opened: list[Opened] = []
    served: set[int | None] = set()
    while not served.issuperset(server.workers()):
        assert len(opened) < MAX_CONNECTIONS, f"only {served} of {server.workers()} serve"
        opened.append(open_one())
        served.add(worker_of(server, opened[-1]))
    return opened


def _server_end(server: LiveServer, connection: Connected, state: str) -> str | None:
    """Return the kernel's row of the server's end in a state, None when there is none."""
    server_port = int(server.bind.rpartition(":")[2])
    peers = f":{server_port:04X} [0-9A-F]+:{connection.port:04X} {state} "
    table = Path("/proc/net/tcp").read_text().splitlines()
    return next((row for row in table if re.search(peers, row)), None)


def _open_files(pid: int) -> set[str]:
    files = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            files.add(str(link.readlink()))
        except FileNotFoundError:
            continue
    return files
