"""Programs that the service starts on its own machine: few at a time, one for each purpose, none for long.

A worker that exits ends its programs, and on Linux the system ends those of a killed worker. Record locks, which the
system releases when a worker ends, keep the workers of a host from starting more.
"""

import errno
import fcntl
import os
import shutil
import subprocess
import sys
import threading
import zlib
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path

from .shared_memory import unnamed_file

# How many programs run at a time on this host, and for how long.
MAX_RUNNING = 3
MAX_RUN_S = 600.0
STOP_TIMEOUT_S = 2.0
_BOUND_TO_PARENT = str(Path(__file__).with_name("bound_program.py"))
# Never closed: closing any descriptor of the file would release the locks of the whole process.
_locks = unnamed_file()


class AlreadyRunning(Exception):
    """A program runs already for this purpose."""


class TooManyPrograms(Exception):
    """As many programs run as may run at a time."""


class LocalPrograms:
    """The programs that this worker has started and that have not ended."""

    def __init__(self) -> None:
        self._programs: set[subprocess.Popen[bytes]] = set()
        self._held: set[int] = set()
        self._lock = threading.Lock()

    def start(self, purpose: str, command: Sequence[str], variables: Mapping[str, str]) -> None:
        """Start a program with these environment variables and PATH, and no others.

        Raises AlreadyRunning, TooManyPrograms, and OSError when the program cannot be started.
        """
        with self._lock:
            stripes = self._acquire(purpose)
            started: Future[subprocess.Popen[bytes]] = Future()
            arguments = command, variables, stripes, started
            threading.Thread(target=self._run, args=arguments, daemon=True).start()
            try:
                self._programs.add(started.result())
            except BaseException:
                self._release(stripes)
                raise

    def stop(self) -> None:
        """End all programs. A worker calls this before it exits."""
        programs = tuple(self._programs)
        for program in programs:
            program.terminate()
        for program in programs:
            _end(program)

    def _acquire(self, purpose: str) -> list[int]:
        own = MAX_RUNNING + zlib.crc32(purpose.encode())
        if not self._try_hold(own):
            raise AlreadyRunning
        for place in range(MAX_RUNNING):
            if self._try_hold(place):
                return [own, place]
        self._release([own])
        raise TooManyPrograms

    def _try_hold(self, stripe: int) -> bool:
        # The locks of the system exclude other processes only.
        if stripe in self._held:
            return False
        try:
            fcntl.lockf(_locks, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, stripe)
        except OSError:
            return False
        self._held.add(stripe)
        return True

    def _release(self, stripes: Sequence[int]) -> None:
        for stripe in stripes:
            fcntl.lockf(_locks, fcntl.LOCK_UN, 1, stripe)
            self._held.discard(stripe)

    def _run(
        self,
        command: Sequence[str],
        variables: Mapping[str, str],
        stripes: Sequence[int],
        started: "Future[subprocess.Popen[bytes]]",
    ) -> None:
        # The system ends the program with the thread that has started it, so that one waits for its end.
        try:
            program = _spawn(command, variables)
        except OSError as error:
            started.set_exception(error)
            return
        started.set_result(program)
        try:
            program.wait(MAX_RUN_S)
        except subprocess.TimeoutExpired:
            _end(program)
        with self._lock:
            self._programs.discard(program)
            self._release(stripes)


def output_of(command: Sequence[str], timeout_s: float) -> bytes:
    """Return what a program prints, which runs in the same environment. Raises OSError and SubprocessError."""
    quiet = subprocess.DEVNULL
    done = subprocess.run(  # noqa: S603 - no shell
        command, env=_environment({}), stdin=quiet, capture_output=True, check=True, timeout=timeout_s
    )
    return done.stdout


def _spawn(command: Sequence[str], variables: Mapping[str, str]) -> subprocess.Popen[bytes]:
    # Another program stands in between, which would not report this.
    if shutil.which(command[0], path=os.defpath) is None:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), command[0])
    # The input and output of the service are not the program's.
    quiet = subprocess.DEVNULL
    command = [sys.executable, "-I", "-S", _BOUND_TO_PARENT, str(os.getpid()), *command]
    return subprocess.Popen(command, env=_environment(variables), stdin=quiet, stdout=quiet, stderr=quiet)  # noqa: S603 - no shell


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    # The environment of the service holds its secrets.
    return {"PATH": os.defpath, **variables}


def _end(program: subprocess.Popen[bytes]) -> None:
    program.terminate()
    try:
        program.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        program.kill()
        program.wait()
