"""A record is one line, as text or JSON, with the members of its request (contract section 10)."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest

from wizard_service.process.log_format import JsonFormatter, Members, TextFormatter, describe_requests

REQUEST: Members = {"request_id": "r1", "user": "ana maria", "investigation": None}


@pytest.fixture
def request_members() -> Iterator[None]:
    describe_requests(lambda: REQUEST)
    yield
    describe_requests(dict)


def record(message: str, *values: object, **members: object) -> logging.LogRecord:
    made = logging.LogRecord("wizard_service.store", logging.WARNING, "", 0, message, values, None)
    made.created, made.process = 1_768_471_560.12, 4711
    made.__dict__.update(members)
    return made


def failed(message: str) -> logging.LogRecord:
    made = record("failed")
    try:
        raise ValueError(message)
    except ValueError:
        made.exc_info = sys.exc_info()
    return made


@pytest.mark.usefixtures("request_members")
def test_a_line_of_text_has_the_members_of_the_request_that_are_known() -> None:
    line = TextFormatter().format(record("%s rows", 3))

    head = "2026-01-15T10:06:00.120Z [4711] WARNING wizard_service.store: 3 rows"
    assert line == head + ' request_id=r1 user="ana maria"'


@pytest.mark.usefixtures("request_members")
def test_a_line_of_json_has_the_same_members() -> None:
    assert json.loads(JsonFormatter().format(record("%s rows", 3))) == {
        "time": "2026-01-15T10:06:00.120Z",
        "level": "WARNING",
        "logger": "wizard_service.store",
        "message": "3 rows",
        "process": 4711,
        "request_id": "r1",
        "user": "ana maria",
    }


@pytest.mark.usefixtures("request_members")
def test_members_that_a_record_names_itself_win() -> None:
    made = record("done", members={"route": "/x", "user": "ben"})

    assert TextFormatter().format(made).endswith("done route=/x user=ben")


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
@pytest.mark.parametrize("text", ["a\nb", "a\r\nb", "a\u2028b", "a\x1b[2Jb", "\udc80", "ü🔍"])
def test_a_record_is_one_line_whatever_its_text_contains(formatter: TextFormatter, text: str) -> None:
    lines = [formatter.format(made) for made in (record(text), record("%s", text), failed(text))]

    assert all({"\n", "\r", "\x1b"}.isdisjoint(line) and line.encode() for line in lines)


def test_a_traceback_stays_in_the_line_of_its_record() -> None:
    line = TextFormatter().format(failed("why"))

    assert "Traceback" in line
    assert line.endswith("ValueError: why")
    assert "ValueError: why" in json.loads(JsonFormatter().format(failed("why")))["message"]
