"""The log filter bounds what gunicorn logs about requests, and keeps out what a client has sent."""

import io
import logging
from collections.abc import Iterator

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http.errors import InvalidHeader

from wizard_service.server.request_log import LINES_PER_MINUTE, RequestLogFilter

SECRET = "confidential"


class Log:
    """gunicorn's own logger, with the filter, and what it has written; `time_s` is the filter's clock."""

    def __init__(self) -> None:
        self.time_s = 100.0
        self.output = io.StringIO()
        self.logger = Logger(Config())
        self._filter = RequestLogFilter(lambda: self.time_s)
        self._handler = logging.StreamHandler(self.output)
        self.logger.error_log.addFilter(self._filter)
        self.logger.error_log.addHandler(self._handler)

    def close(self) -> None:
        self.logger.error_log.removeFilter(self._filter)
        self.logger.error_log.removeHandler(self._handler)

    def refuse(self) -> None:
        """Log a refused request as gunicorn does."""
        try:
            raise InvalidHeader(SECRET * 300)
        except InvalidHeader as error:
            self.logger.warning(f"Invalid request from ip=10.0.0.1: {error}")

    def fail(self, error: Exception) -> None:
        """Log an unexpected error as gunicorn does."""
        try:
            raise error
        except Exception:
            self.logger.exception("Error handling request %s %s", "GET", f"/x?ticket={SECRET}")

    @property
    def lines(self) -> list[str]:
        return self.output.getvalue().splitlines()


@pytest.fixture
def log() -> Iterator[Log]:
    opened = Log()
    yield opened
    opened.close()


def test_refused_request_is_one_short_line_with_address_and_kind(log: Log) -> None:
    log.refuse()

    assert log.lines == ["Invalid request from 10.0.0.1: InvalidHeader"]


def test_ten_thousand_refused_requests_log_less_than_a_megabyte_and_their_number(log: Log) -> None:
    for _ in range(10_000):
        log.refuse()
    log.time_s += 60
    log.refuse()

    dropped = 10_000 - LINES_PER_MINUTE["Invalid request from"]
    assert log.lines[-1].endswith(f"({dropped} more were not logged)")
    assert len(log.output.getvalue()) < 10_000
    assert SECRET not in log.output.getvalue()


def test_unexpected_error_keeps_its_traceback_but_not_the_query(log: Log) -> None:
    log.fail(ValueError("unexpected"))

    assert log.lines[0] == "Error handling request GET /x: ValueError"
    assert log.lines[1].startswith("Traceback")
    assert SECRET not in log.output.getvalue()


def test_unexpected_errors_are_bounded_as_well(log: Log) -> None:
    for _ in range(1000):
        log.fail(ValueError("unexpected"))

    assert log.output.getvalue().count("Traceback") == LINES_PER_MINUTE["Error handling request"]


def test_peer_that_does_not_read_is_not_logged(log: Log) -> None:
    log.fail(TimeoutError())

    assert log.lines == []


def test_other_records_are_left_alone(log: Log) -> None:
    log.logger.info("Booting worker with pid: %s", 1)

    assert log.lines == ["Booting worker with pid: 1"]
