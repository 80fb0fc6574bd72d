"""The command `watch`, as a process and in a thread of the tests."""

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from click.testing import Result

from tests.support.live.server import TIMEOUT_S
from tests.support.live.users import Document, Person
from tests.support.paths import WITHOUT_EXTRAS

# Takes the arguments of the command.
Watch = Callable[..., Future[Result]]


def environment(owner: Person) -> dict[str, str]:
    return {"PYTHONPATH": WITHOUT_EXTRAS, "WIZARD_URL": owner.server.url, "WIZARD_TOKEN": owner.token, "TERM": "xterm"}


def start_watch(owner: Person, *arguments: str, stdout: Any = subprocess.PIPE) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "wizard_service", "watch", *arguments]
    return subprocess.Popen(command, env=environment(owner), stdout=stdout, stderr=subprocess.PIPE, text=True)


def wait_for_end(watcher: "subprocess.Popen[str]") -> tuple[int, list[str]]:
    """Wait for the end; return status and lines."""
    stdout, stderr = watcher.communicate(timeout=TIMEOUT_S)
    assert stderr == ""
    return watcher.returncode, stdout.splitlines()


def result_of(watcher: Future[Result]) -> tuple[int, list[str]]:
    """Wait for the end; return status and lines."""
    result = watcher.result(TIMEOUT_S)
    assert result.stderr == ""
    return result.exit_code, result.stdout.splitlines()


def complete(owner: Person, investigation_id: str, results: Document) -> None:
    assert owner.change(investigation_id, results=results, status="COMPLETED", wizard_step="RESULTS").status == 200


def read_until(terminal: int, expected: bytes) -> bytes:
    read = b""
    while expected not in read:
        read += os.read(terminal, 65536)
    return read
