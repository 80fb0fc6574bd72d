"""Connections that wait without a greenlet: a waiting greenlet keeps some 14 KB of stack and frames.

The application takes a connection away from its server with `ConnectionTaken`, and serves it in a new greenlet whenever
`Parking` wakes it; `server/taken_connections.py` gives it away. Everything that depends on the loop of gevent is here;
`tests/unit/process/test_parking.py` asserts it.
"""

import socket
import threading
from collections.abc import Callable
from typing import Any, Protocol

import gevent


class Wake(Protocol):
    """Wakes a waiting connection; `threading.Event` is one."""

    def set(self) -> None: ...
    def clear(self) -> None: ...
    def is_set(self) -> bool: ...
    def wait(self, timeout: float | None = None) -> bool: ...


# Gives the connection back to the server, which serves further requests on it (True) or closes it.
GiveBack = Callable[[bool], None]
Proceed = Callable[[socket.socket, GiveBack], None]


class ConnectionTaken(BaseException):
    """Ends a request whose connection the application serves from now on: the server must not use it any more.

    proceed: is called with the connection, and with the function that gives it back.
    """

    def __init__(self, proceed: Proceed) -> None:
        super().__init__("the application has taken the connection")
        self.proceed = proceed


class _Server:
    """Whether the server of this process gives connections away."""

    gives_connections = False


def allow_taking() -> None:
    """Declare that the server of this process gives connections away."""
    _Server.gives_connections = True


def may_take() -> bool:
    return _Server.gives_connections


class Parking:
    """The `wake` of one connection. While it is parked, `set` and the end of the time start its work in a new greenlet.

    `set` may be called in any thread, everything else in the thread of the loop.
    """

    __slots__ = ("_is_parked", "_is_set", "_loop", "_timer", "_waiting", "_work")

    def __init__(self) -> None:
        self._loop = gevent.get_hub().loop
        self._work: Callable[[], None] | None = None
        self._timer: Any = None
        self._is_set = self._is_parked = False
        self._waiting: threading.Event | None = None

    def set(self) -> None:
        self._is_set, waiting = True, self._waiting
        if waiting is not None:
            waiting.set()
        if self._is_parked:
            self._loop.run_callback_threadsafe(self._resume)

    def clear(self) -> None:
        self._is_set = False

    def is_set(self) -> bool:
        return self._is_set

    def wait(self, timeout: float | None = None) -> bool:
        """Wait in the current greenlet, as an event does."""
        if not self._is_set and timeout != 0:
            self._waiting = threading.Event()
            # Another thread may have set it just before.
            if not self._is_set:
                self._waiting.wait(timeout)
            self._waiting = None
        return self._is_set

    def park(self, work: Callable[[], None], seconds: float) -> None:
        """Start `work` in a greenlet after this time, or once `set` is called or has been called."""
        self._work = work
        self._timer = self._loop.timer(seconds)
        self._timer.start(self._resume, update=True)
        self._is_parked = True
        if self._is_set:
            self._loop.run_callback_threadsafe(self._resume)

    def _resume(self) -> None:
        # Several calls of `set` may have asked for it.
        if not self._is_parked:
            return
        self._is_parked = False
        self._timer.close()
        work, self._timer, self._work = self._work, None, None
        gevent.spawn(work)
