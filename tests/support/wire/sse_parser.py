"""Reads an event stream as the HTML standard says (section 9.2.6, "Interpreting an event stream")."""

import codecs
import re
from dataclasses import dataclass

LINE_END = re.compile("\r\n|\r|\n")


@dataclass(frozen=True)
class Frame:
    """One dispatched event. own_id: the value of its own `id:` field, None when it had none."""

    event_type: str
    data: str
    last_event_id: str
    own_id: str | None


class EventStream:
    """Takes bytes as they come; `frames`, `comments` and `retries` hold what they meant so far."""

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.comments: list[str] = []
        self.retries: list[int] = []
        self.unknown_fields: list[str] = []
        self.last_event_id = ""
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._line: list[str] = []
        self._after_cr = False
        self._begin_block()

    def feed(self, received: bytes) -> None:
        text = self._decoder.decode(received)
        if not text:
            return
        if self._after_cr:
            text = text.removeprefix("\n")
        self._after_cr = text.endswith("\r")
        *ended, rest = LINE_END.split(text)
        for line in ended:
            self._take_line("".join(self._line) + line)
            self._line.clear()
        self._line.append(rest)

    def _begin_block(self) -> None:
        self._event_type = ""
        self._own_id: str | None = None
        self._data: list[str] = []

    def _take_line(self, line: str) -> None:
        if line == "":
            self._dispatch()
        elif line.startswith(":"):
            self.comments.append(line[1:])
        else:
            name, _, value = line.partition(":")
            self._take_field(name, value.removeprefix(" "))

    def _take_field(self, name: str, value: str) -> None:
        if name == "event":
            self._event_type = value
        elif name == "data":
            self._data.append(value)
        elif name == "id":
            if "\0" not in value:
                self._own_id = self.last_event_id = value
        elif name == "retry":
            if value.isascii() and value.isdigit():
                self.retries.append(int(value))
        else:
            self.unknown_fields.append(name)

    def _dispatch(self) -> None:
        if self._data:
            data = "\n".join(self._data)
            self.frames.append(Frame(self._event_type or "message", data, self.last_event_id, self._own_id))
        self._begin_block()
