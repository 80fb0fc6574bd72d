"""A database that fails is a line of the log for each way in which it does, not for each request that meets it."""

import logging
from dataclasses import dataclass, field

import pytest

from wizard_service.store.failure_log import MAX_DISTINCT, QUIET_S, ErrorThrottle


@dataclass
class Clock:
    now: float = 1000.0
    errors: ErrorThrottle = field(init=False)

    def __post_init__(self) -> None:
        self.errors = ErrorThrottle(lambda: self.now)

    def fail(self, after_s: float, times: int = 1, message: str = "disk I/O error") -> None:
        self.now += after_s
        for _ in range(times):
            self.errors.record(OSError(message))

    def look(self, after_s: float) -> None:
        self.now += after_s
        self.errors.report_recovery()


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def test_the_first_failure_is_logged_with_its_traceback_and_no_other(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()

    clock.fail(0, 100)
    clock.fail(QUIET_S - 1, 100)
    clock.look(QUIET_S - 1)

    (only,) = caplog.records
    assert (only.levelname, "disk I/O error" in only.getMessage(), bool(only.exc_info)) == ("ERROR", True, True)


def test_another_kind_of_failure_in_the_same_outage_is_logged_too(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()

    for message in ("locked", "malformed", "locked", "malformed"):
        clock.fail(1, message=message)

    assert [str(each.args[0]) for each in caplog.records if each.args] == ["locked", "malformed"]


def test_failures_that_differ_each_time_do_not_fill_the_log(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()

    for number in range(100):
        clock.fail(1, message=f"row {number}")

    assert len(caplog.records) == MAX_DISTINCT


def test_recovery_is_logged_once_with_the_number_of_failures(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    clock.fail(0, 100)

    clock.look(QUIET_S)
    clock.look(QUIET_S)

    assert [each.levelname for each in caplog.records] == ["ERROR", "WARNING"]
    assert "100 errors" in caplog.records[1].getMessage()


@pytest.mark.parametrize("is_watched", [True, False])
def test_a_failure_after_recovery_is_logged_again(caplog: pytest.LogCaptureFixture, is_watched: bool) -> None:
    clock = Clock()
    clock.fail(0)
    clock.look(QUIET_S) if is_watched else None

    clock.fail(QUIET_S)

    assert [each.levelname for each in caplog.records] == ["ERROR", *(["WARNING"] if is_watched else []), "ERROR"]


def test_a_database_that_never_failed_logs_no_recovery(caplog: pytest.LogCaptureFixture) -> None:
    Clock().look(QUIET_S)

    assert caplog.records == []
