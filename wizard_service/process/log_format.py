"""The form of the log: one line for each record, as text or as a JSON object.

gunicorn's master imports this module, so it must not import Flask.
"""

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime

import orjson

from ..timestamps import timestamp

Members = dict[str, str | int | float | None]


def _no_request() -> Members:
    return {}


_request_members: Callable[[], Members] = _no_request


def describe_requests(members: Callable[[], Members]) -> None:
    """Add to every record what a function returns about the current request. It returns {} outside of a request."""
    global _request_members  # noqa: PLW0603 - handlers are created before the application that knows the requests
    _request_members = members


class TextFormatter(logging.Formatter):
    """Time, level, logger and message, then the members of the request as `name=value`."""

    def format(self, record: logging.LogRecord) -> str:
        members = " ".join(f"{name}={_as_word(value)}" for name, value in _members_of(record).items())
        head = f"{_time_of(record)} [{record.process}] {record.levelname} {record.name}: {self.message_of(record)}"
        return _printable(f"{head} {members}".rstrip())

    def message_of(self, record: logging.LogRecord) -> str:
        """Return the message, and the traceback if there is one."""
        message = record.getMessage()
        return f"{message}\n{self.formatException(record.exc_info)}" if record.exc_info else message


class JsonFormatter(TextFormatter):
    """A JSON object with `time`, `level`, `logger`, `message`, `process` and the members of the request."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": _time_of(record),
            "level": record.levelname,
            "logger": record.name,
            "message": self.message_of(record).encode(errors="backslashreplace").decode(),
            "process": record.process,
        }
        return orjson.dumps(line | _members_of(record)).decode()


def _members_of(record: logging.LogRecord) -> Members:
    """Return the members of the request that a record names itself, else those of the current request."""
    members: Members = record.__dict__.get("members") or _request_members()
    return {name: value for name, value in members.items() if value is not None}


def _time_of(record: logging.LogRecord) -> str:
    return timestamp(datetime.fromtimestamp(record.created, UTC))


def _as_word(value: object) -> str:
    text = str(value)
    return text if text.isprintable() and not set(text) & {" ", '"'} else json.dumps(text)


def _printable(text: str) -> str:
    """Escape line breaks and control characters: one record is one line, and no text of a client moves a cursor."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
