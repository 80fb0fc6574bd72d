"""Becomes a program that the system kills when its parent ends: `python bound_program.py PARENT_PID COMMAND...`.

It is a program of its own because code between fork and exec must not run in a process with threads.
"""

import ctypes
import os
import signal
import sys

# linux/prctl.h
_PR_SET_PDEATHSIG = 1


def main() -> None:
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # A parent that ended before would not be noticed.
    if os.getppid() == parent:
        os.execvp(command[0], command)  # noqa: S606 - no shell


if __name__ == "__main__":
    main()
