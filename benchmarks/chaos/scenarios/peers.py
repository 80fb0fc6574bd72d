"""Peers that vanish without a word, and too many of them."""

import ctypes
import re
import resource
import socket
import struct
import time
from dataclasses import dataclass
from pathlib import Path

from tests.support.live.workers import opened_on_every_worker

from ..connection import BASE
from ..service import ChaosServer, token_for
from ..trial import Scenario, Trial

# SO_ATTACH_FILTER with the program "drop every packet": the kernel of the peer acknowledges nothing any more.
SO_ATTACH_FILTER = 26
DROP_EVERYTHING = struct.pack("=HBBI", 0x06, 0, 0, 0)
HEARTBEAT_S = 2.0
STREAMS = 20
DESCRIPTORS_LEFT, IDLE_CONNECTIONS = 10, 60
HEALTH_TIMEOUT_S = 10.0
MAX_LOG_BYTES = 1_000_000


@dataclass(frozen=True)
class Stream:
    connection: socket.socket

    @property
    def port(self) -> int:
        port: int = self.connection.getsockname()[1]
        return port


def vanish(trial: Trial) -> None:
    """Let streams vanish without FIN or RST; the service must hold none of them longer than it promises."""
    peers = [_open_stream(trial) for _ in range(STREAMS)]
    ports = {peer.port for peer in peers}
    trial.server.wait_until(lambda: ports <= _served_ports(trial.server), "the streams")
    for peer in peers:
        _drop_everything(peer.connection)
    began = time.monotonic()
    limit_s = 2 * HEARTBEAT_S + 5
    while ports & _served_ports(trial.server) and time.monotonic() < began + limit_s:
        time.sleep(0.2)
    left = len(ports & _served_ports(trial.server))
    trial.require(not left, f"{left} of {STREAMS} half-open streams are still held after {limit_s:.0f} s")
    trial.counts["half-open streams"] += STREAMS
    for peer in peers:
        peer.connection.close()


def use_up_descriptors(trial: Trial) -> None:
    """Lower the limit of open files of every worker and open more connections than that."""
    server = trial.server
    # A worker that is still starting needs more descriptors than those left, and exits.
    for stream in opened_on_every_worker(server, lambda: _open_stream(trial)):
        stream.connection.close()
    limits = {pid: resource.prlimit(pid, resource.RLIMIT_NOFILE) for pid in server.workers()}
    for pid, (_, hard) in limits.items():
        count = sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
        resource.prlimit(pid, resource.RLIMIT_NOFILE, (count + DESCRIPTORS_LEFT, hard))
    host, port = server.bind.split(":")
    idle = [socket.create_connection((host, int(port))) for _ in range(IDLE_CONNECTIONS)]
    trial.counts["idle connections"] += len(idle)
    time.sleep(2.0)
    trial.require(_health(server), f"/healthz did not answer within {HEALTH_TIMEOUT_S:.0f} s without descriptors")
    for connection in idle:
        connection.close()
    survivors = limits.keys() & set(server.workers())
    trial.require(survivors == limits.keys(), f"{len(limits) - len(survivors)} workers exited without descriptors")
    for pid in survivors:
        resource.prlimit(pid, resource.RLIMIT_NOFILE, limits[pid])
    size = len(server.log())
    trial.require(size < MAX_LOG_BYTES, f"the log grew to {size} bytes")


def _health(server: ChaosServer) -> bool:
    host, port = server.bind.split(":")
    try:
        with socket.create_connection((host, int(port)), HEALTH_TIMEOUT_S) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            return connection.recv(100).startswith(b"HTTP/1.1 ")
    except OSError:
        return False


def _open_stream(trial: Trial) -> Stream:
    log = trial.load.logs[0]
    host, port = trial.server.bind.split(":")
    connection = socket.create_connection((host, int(port)))
    head = f"GET {BASE}/{log.investigation_id}/stream HTTP/1.1\r\nHost: localhost\r\n"
    connection.sendall(f"{head}Authorization: Bearer {token_for(log.owner)}\r\n\r\n".encode())
    assert connection.recv(1000).startswith(b"HTTP/1.1 200")
    return Stream(connection)


def _drop_everything(connection: socket.socket) -> None:
    program = ctypes.create_string_buffer(DROP_EVERYTHING)
    option = struct.pack("@HP", 1, ctypes.addressof(program))
    connection.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, option)


def _served_ports(server: ChaosServer) -> set[int]:
    """Return the ports of the clients whose connections the server holds, established and with a process."""
    port = int(server.bind.rpartition(":")[2])
    table = Path("/proc/net/tcp").read_text()
    rows = re.findall(rf"^\s*\d+: \w+:{port:04X} \w+:(\w{{4}}) 01 .*?$", table, re.MULTILINE)
    return {int(row, 16) for row in rows}


SCENARIOS = (
    Scenario("half-open peers", "P10", vanish),
    Scenario("no descriptors", "P20", use_up_descriptors),
)
