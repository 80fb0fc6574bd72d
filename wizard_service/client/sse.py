"""Server-sent events out of bytes (HTML standard 9.2.6), wherever the bytes are cut."""

import re
from dataclasses import dataclass

_LINE_END = re.compile(rb"\r\n|\r|\n")
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Frame:
    """One dispatched event. id: the last one the stream has named, "" when it has not."""

    event: str
    data: str
    id: str


class SseParser:
    """retry_ms: the reconnection time that the stream asked for last, None when it has not."""

    def __init__(self) -> None:
        self.retry_ms: int | None = None
        self._rest = b""
        self._after_cr = False
        self._at_start = True
        self._event, self._id = "", ""
        self._data: list[str] = []

    def feed(self, piece: bytes) -> list[Frame]:
        """Return the events that `piece` completes."""
        return [frame for line in self._lines(piece) if (frame := self._take(line))]

    def _lines(self, piece: bytes) -> list[bytes]:
        if not piece:
            return []
        # A CR ends its line at once; the LF of a CRLF that was cut in two belongs to it.
        piece = piece[1:] if self._after_cr and piece.startswith(b"\n") else piece
        self._after_cr = piece.endswith(b"\r")
        *lines, self._rest = _LINE_END.split(self._rest + piece)
        if lines and self._at_start:
            lines[0], self._at_start = lines[0].removeprefix(_BOM), False
        return lines

    def _take(self, line: bytes) -> Frame | None:
        if not line:
            return self._dispatched()
        name, _, value = line.decode(errors="replace").partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self.retry_ms = int(value)
        return None

    def _dispatched(self) -> Frame | None:
        frame = Frame(self._event or "message", "\n".join(self._data), self._id) if self._data else None
        self._event, self._data = "", []
        return frame
