"""A standard error stream that never blocks: text that cannot be written at once is dropped and counted.

A pipe, socket or terminal that is not read fills up, and the next line would block the worker indefinitely.
gunicorn's master imports this module.
"""

import errno
import io
import logging
import os
import socket
import stat
import sys
from collections.abc import Callable
from select import PIPE_BUF, POLLOUT, poll
from typing import Any

# The open files of this process, on Linux.
_FILES = "/proc/self/fd"


class LogStream(io.TextIOBase):
    """Writes text to a descriptor. After a loss, the next text is preceded by the number of dropped lines."""

    encoding = "utf-8"

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._send, self._close = _unblocking_writer(descriptor)
        self._dropped = 0

    def close(self) -> None:
        if not self.closed:
            self._close()
        super().close()

    def fileno(self) -> int:
        return self._descriptor

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return os.isatty(self._descriptor)

    def write(self, text: str) -> int:
        notice = (
            f"({self._dropped} lines were dropped, because the log could not be written)\n" if self._dropped else ""
        )
        data = (notice + text).encode("utf-8", "backslashreplace")
        try:
            # POSIX guarantees that up to PIPE_BUF bytes are written to a pipe entirely or not at all.
            for begin in range(0, len(data), PIPE_BUF):
                self._send(data[begin : begin + PIPE_BUF])
            self._dropped = 0
        # The reader is slow or gone, or the disk is full; the service does not depend on its log.
        except OSError:
            self._dropped += text.count("\n")
        return len(text)


def install(handlers: list[logging.Handler]) -> None:
    """Replace `sys.stderr` with a LogStream, also in these handlers, unless it is a regular file."""
    previous = sys.stderr
    if stat.S_ISREG(os.fstat(previous.fileno()).st_mode):
        return
    sys.stderr = LogStream(previous.fileno())
    for handler in handlers:
        if isinstance(handler, logging.StreamHandler) and handler.stream is previous:
            handler.setStream(sys.stderr)


def _unblocking_writer(descriptor: int) -> tuple[Callable[[bytes], Any], Callable[[], None]]:
    """Return a function that writes to the file of a descriptor or raises OSError instead of blocking, and a cleanup.

    The descriptor itself stays in blocking mode, because other programs may share it and expect that.
    """
    if stat.S_ISSOCK(os.fstat(descriptor).st_mode):
        connected = socket.socket(fileno=os.dup(descriptor))
        return lambda data: connected.send(data, socket.MSG_DONTWAIT), connected.close
    flags = os.O_WRONLY | os.O_APPEND | os.O_NONBLOCK | os.O_NOCTTY
    try:
        opened = os.open(f"{_FILES}/{descriptor}", flags)
    # The pipe may belong to another user, as with container runtimes, and some systems have no /proc.
    except OSError:
        return lambda data: _write_if_ready(descriptor, data), lambda: None
    return lambda data: os.write(opened, data), lambda: os.close(opened)


def _write_if_ready(descriptor: int, data: bytes) -> None:
    ready = poll()
    ready.register(descriptor, POLLOUT)
    if not ready.poll(0):
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    os.write(descriptor, data)
