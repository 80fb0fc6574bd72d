"""Starts, kills and restarts the service under gunicorn the way an operator's machine does."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import chdir, suppress
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from tests.support.live import databases
from tests.support.paths import ROOT, WITHOUT_EXTRAS
from tests.support.processes import Orphans, is_running, stop
from wizard_service.cli.main import main
from wizard_service.store.sqlite.migrations import migrate

# The timeout only ends a test that hangs; no test asserts a time.
TIMEOUT_S = 120.0
# Attempts of a client that retries until a server is back, at most half a second apart.
MANY_ATTEMPTS = 500
# `serve` checks the database and then replaces itself with gunicorn, which takes twice as long to start.
SERVE = ("wizard_service", "serve")
GUNICORN = ("gunicorn", "-c", "python:wizard_service.gunicorn_conf")


class LiveServer:
    """One server with its database in `folder`; it comes back on the port it had.

    program: what `python -m` runs; takes `--bind` and `--workers`.
    """

    program: tuple[str, ...] = GUNICORN
    # How long one health check waits for its answer.
    answer_timeout_s = TIMEOUT_S
    # Some of the tests that share a server edit its rows past the service.
    is_shared = False

    def __init__(self, folder: Path, secret: str, workers: int, **settings: str) -> None:
        self.folder = folder
        self.bind = "127.0.0.1:0"
        self.worker_count = workers
        self._log = folder / "serve.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._orphans = Orphans()
        self.database_url = settings.get("DATABASE_URL", f"sqlite:///{folder / 'live.db'}")
        self.environment = {
            "PATH": os.environ["PATH"],
            # The driver of PostgreSQL is one of the extras.
            "PYTHONPATH": WITHOUT_EXTRAS if databases.is_sqlite(self.database_url) else str(ROOT),
            "WIZARD_JWT_SECRET": secret,
            "DATABASE_URL": self.database_url,
        } | settings

    @property
    def url(self) -> str:
        return f"http://{self.bind}"

    @property
    def websocket_url(self) -> str:
        return f"ws://{self.bind}"

    @property
    def database(self) -> Path:
        return databases.file_of(self.database_url)

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read rows past the service; `?` stands for a value."""
        return [tuple(row.values()) for row in databases.rows_of(self.database_url, statement, values)]

    def change_rows(self, statement: str, *values: Any) -> int:
        """Write past the service and return how many rows changed."""
        return databases.change(self.database_url, statement, values)

    def migrate(self) -> None:
        """Make the SQLite database of the folder."""
        migrate(self.database)

    def attempt(self, *arguments: str) -> Result:
        """Run a command with the settings of the server in this process, which has imported all of it already."""
        with chdir(self.folder):
            return CliRunner().invoke(main, arguments, env=self.environment)

    def run(self, *arguments: str) -> str:
        done = self.attempt(*arguments)
        assert done.exit_code == 0, done.output
        return done.stdout

    def refused(self, *arguments: str) -> str:
        """Run a command that must fail, and return what it wrote to standard error."""
        done = self.attempt(*arguments)
        assert done.exit_code == 1, done.output
        return done.stderr

    def run_program(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command in a separate process: `serve`, or one that runs at the same time as the test."""
        command = [sys.executable, "-m", "wizard_service", *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, check=False, capture_output=True, text=True
        )

    def verify(self) -> None:
        """Assert that the database agrees with itself, as an operator would; the server may run."""
        assert not self.is_shared, "`verify` finds rows that other tests edited: mark the test `own_server`"
        self.run("verify")

    def start(self) -> None:
        command = [sys.executable, "-m", *self.program, "--bind", self.bind]
        arguments = [*command, "--workers", str(self.worker_count)]
        with self._log.open("ab") as log:
            begin = log.tell()
            self._process = subprocess.Popen(
                arguments, cwd=self.folder, env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self._await(lambda: self._listening(begin), "the server to listen")
        self._await(lambda: len(self.workers()) == self.worker_count, "all workers")
        self._await(self.answers, "an answer")

    def _await(self, fact: Callable[[], bool], what: str) -> None:
        """Wait for a step of the start; a server that ends before it fails with its log."""
        self.wait_until(lambda: not self.is_running or fact(), what)
        assert self.is_running, f"the server has ended: {self.log()}"

    @property
    def master(self) -> int:
        assert self._process is not None
        return self._process.pid

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.master}/task/{self.master}/children")
        return [int(pid) for pid in children.read_text().split()]

    def signal(self, number: int) -> None:
        os.kill(self.master, number)

    def kill(self) -> None:
        """`kill -9` of every worker and of the master."""
        self._orphans.kill()
        if self._process is None or self._process.poll() is not None:
            return
        # A master that is stopped makes no new worker in place of one that has just been killed.
        stop(self.master)
        workers = self.workers()
        for pid in [*workers, self._process.pid]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        self.wait_until(lambda: not any(is_running(pid) for pid in workers), "the workers' end")

    def kill_master(self) -> None:
        """`kill -9` of the master alone; its workers end by themselves, and `kill` ends those that do not."""
        assert self._process is not None
        self._orphans.add(self.workers())
        self._process.kill()
        self._process.wait()

    def ended(self) -> int:
        """Wait for the master's end and return its exit status."""
        assert self._process is not None
        return self._process.wait(TIMEOUT_S)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def log(self) -> str:
        return self._log.read_text()

    def clear_log(self) -> None:
        """Empty the log, for a test on a server that other tests have used."""
        os.truncate(self._log, 0)

    @staticmethod
    def wait_until(fact: Callable[[], bool], what: str) -> None:
        patience = time.monotonic() + TIMEOUT_S
        while not fact():
            if time.monotonic() > patience:
                raise AssertionError(f"waited in vain for {what}")
            time.sleep(0.02)

    def _listening(self, begin: int) -> bool:
        addresses = re.findall(rb"Listening at: http://(\S+)", self._log.read_bytes()[begin:])
        if addresses:
            self.bind = addresses[-1].decode()
        return bool(addresses)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=self.answer_timeout_s) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False
