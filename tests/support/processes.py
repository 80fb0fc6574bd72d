"""Processes of a trial: whether one has ended, and how to end one whose id another process may have by now."""

import os
import select
import signal
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_TIMEOUT_MS = 120_000


def is_running(pid: int) -> bool:
    """Return whether any thread of a process is left, because the last one closes its files and drops its locks."""
    try:
        return _state(pid) != "Z" or len(os.listdir(f"/proc/{pid}/task")) > 1
    except (FileNotFoundError, ProcessLookupError):
        return False


def stop(pid: int) -> None:
    """Stop a process and wait until it is stopped: until then it may still finish a fork."""
    os.kill(pid, signal.SIGSTOP)
    while _state(pid) not in "TZ":
        os.sched_yield()


def _state(pid: int) -> str:
    """Return the letter of the state of a process (proc_pid_stat(5)). Raises FileNotFoundError once it is gone."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


class Orphans:
    """Processes that have lost their parent. The kernel uses their ids again once they have ended.

    A kill by id would then end another process; one by a file descriptor of the process cannot.
    """

    def __init__(self) -> None:
        self._descriptors: list[int] = []

    def add(self, pids: Iterable[int]) -> None:
        """Take processes whose parent still runs."""
        for pid in pids:
            with suppress(ProcessLookupError):
                self._descriptors.append(os.pidfd_open(pid))

    def kill(self) -> None:
        """Kill those that still run, and wait until all threads of all of them have ended."""
        while self._descriptors:
            descriptor = self._descriptors.pop()
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(descriptor, signal.SIGKILL)
            ended = select.poll()
            ended.register(descriptor, select.POLLIN)
            assert ended.poll(_TIMEOUT_MS), "an orphan does not end"
            os.close(descriptor)
