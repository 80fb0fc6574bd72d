"""Where a watcher's view goes: a screen that is drawn anew, plain lines, or one JSON object a line."""

import json
import shutil
from collections.abc import Sequence
from typing import Protocol, TextIO

from .feed_transport import Event
from .watch_text import event_lines, state_lines
from .watch_view import View

# Draws over what was drawn; lines too long for the terminal must not wrap, or the count of rows would be wrong.
_UP, _CLEAR, _NO_WRAP, _WRAP = "\x1b[{}F", "\x1b[J", "\x1b[?7l", "\x1b[?7h"


class Output(Protocol):
    def show(self, view: View, events: Sequence[Event]) -> None:
        """Show what has happened since the last call, at the beginning nothing."""


class Screen:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._drawn = 0

    def show(self, view: View, events: Sequence[Event]) -> None:
        columns, rows = shutil.get_terminal_size()
        lines = state_lines(view, columns, rows)
        up = _UP.format(self._drawn) if self._drawn else ""
        self._stream.write(up + _CLEAR + _NO_WRAP + "".join(f"{line}\n" for line in lines) + _WRAP)
        self._stream.flush()
        self._drawn = len(lines)


class Lines:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, view: View, events: Sequence[Event]) -> None:
        self._stream.write("".join(f"{line}\n" for event in events for line in event_lines(event)))
        self._stream.flush()


class JsonLines:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def show(self, view: View, events: Sequence[Event]) -> None:
        self._stream.write("".join(json.dumps(event) + "\n" for event in events))
        self._stream.flush()
