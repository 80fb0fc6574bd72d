"""Waiting for facts: a deadline only makes a test fail that would hang otherwise."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

from tests.support.paths import PROGRAMS, ROOT

DEADLINE_S = 120


def wait_until(fact: Callable[[], bool]) -> None:
    """Return as soon as `fact()` holds."""
    deadline = time.monotonic() + DEADLINE_S
    pause = threading.Event()
    while not fact():
        assert time.monotonic() < deadline, "waited in vain"
        pause.wait(0.002)


class Program:
    """A program of `programs/` in a separate process: it reports facts as lines of JSON and continues on a signal."""

    def __init__(self, name: str, *arguments: object) -> None:
        command = [sys.executable, "-W", "error", str(PROGRAMS / "store" / f"{name}.py"), *map(str, arguments)]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        # A stuck program is killed: its next fact is missing then, and the test fails.
        self._deadline = threading.Timer(DEADLINE_S, self.process.kill)
        self._deadline.start()

    def next_fact(self) -> Any:
        """Wait for the next fact."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the program ended, or was stuck, before it reported a fact"
        return json.loads(line)

    def go_on(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def __enter__(self) -> "Program":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.kill()
        self.process.communicate()
        self._deadline.cancel()
