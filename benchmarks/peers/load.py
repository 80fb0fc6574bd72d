"""Requests that wrk sends again and again, and what it measures."""

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import processor_s

from .services import Service

SCRIPT = Path(__file__).with_name("requests.lua")
RESULT = re.compile(r"^RESULT ([\d ]+)$", re.MULTILINE)


@dataclass(frozen=True)
class Request:
    """body: may contain the word COUNTER, which wrk replaces with a changing number."""

    method: str
    path: str
    headers: dict[str, str]
    body: str = ""

    def line(self) -> str:
        fields = "|".join(f"{name}: {value}" for name, value in self.headers.items())
        return "\t".join((self.method, self.path, fields, self.body))


@dataclass(frozen=True)
class Rate:
    """per_s: requests per second; p50_ms, p95_ms, p99_ms: their latency; processor_us: of the workers for each."""

    per_s: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    processor_us: float


def send_for(
    seconds: int, service: Service, requests: list[Request], *, connections: int, status: int, least_bytes: int = 0
) -> Rate:
    """Send the requests in turn over so many connections.

    Raises RuntimeError when any answer has another status or a shorter body, or a connection fails: the figure would
    be that of something else.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".requests") as file:
        file.write("".join(f"{request.line()}\n" for request in requests))
        file.flush()
        # Shorter than the run, or a connection that is never answered would not count as an error.
        timeout_s = max(2, seconds - 2)
        command = [
            "wrk",
            "--threads=1",
            f"--connections={connections}",
            f"--duration={seconds}s",
            f"--timeout={timeout_s}s",
        ]
        command += [f"--script={SCRIPT}", service.url, "--", file.name, str(status), str(least_bytes)]
        began_s = sum(map(processor_s, service.workers))
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    worked_s = sum(map(processor_s, service.workers)) - began_s
    found = RESULT.search(printed)
    assert found, printed
    count, took_us, other, short, errors, *latencies_us = (int(number) for number in found[1].split())
    if other or short or errors:
        raise RuntimeError(f"{other} with another status, {short} with a short body, {errors} errors: {printed}")
    return Rate(count / took_us * 1e6, *(latency / 1000 for latency in latencies_us), worked_s / count * 1e6)
